// The scanner's words, in the language of its page.

/** Everything the scanner says. */
export const words = JSON.parse(document.getElementById("words").textContent);

/** A sentence of ours with its gaps filled. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
