// What the whole screen says about one scan.

const words = JSON.parse(document.getElementById("words").textContent);
const dialog = document.getElementById("verdict");
const next = document.getElementById("next");
const admit = document.getElementById("admit");

/** Milliseconds that green stays; amber and red stay until a tap. */
const GREEN_STAYS = 1200;
/** The same phone reading the same ticket within this time has counted it already. */
const JUST_NOW = 60_000;
/** Two readings closer than this are one another's rivals, not one after the other. */
const AT_ONCE = 500;

let closing;

/** What there is to say to a scan: tone, words, person. `own` is this phone's name. */
export function describe(scan, answer, result, own) {
  const { verdict, attendee, first } = result;
  if (verdict === "duplicate" && isAgain(scan, answer, first, own)) {
    return { tone: "green", word: words.again, attendee };
  }
  const advice = fill(words.advice[verdict] ?? "", { time: first ? clockTime(first.at) : "", device: first?.device ?? "" });
  // A workshop with free chairs takes whom the person at its door lets in; at another's list nobody is told who it is.
  const admits = verdict === "waiting" || (verdict === "wrong_list" && attendee !== null);
  return { tone: words.tones[verdict], word: words.verdicts[verdict], attendee, advice, admits };
}

/** What the phone says by itself: "stored", "not_stored" or "no_ticket". */
export function ownWord(key) {
  return { tone: key === "stored" ? "amber" : "red", word: words[key], advice: words[`${key}_advice`] };
}

/** Fill the screen; `onAdmit` is called when staff let the person in anyway. */
export function show({ tone, word, attendee, advice = "", admits = false }, onAdmit) {
  clearTimeout(closing);
  dialog.className = `verdict is-${tone}`;
  admit.hidden = !admits;
  admit.onclick = () => {
    hide();
    onAdmit?.();
  };
  next.hidden = tone === "green";
  if (!dialog.open) dialog.showModal();
  put("verdict-word", word);
  put("verdict-name", attendee?.name);
  put("verdict-organisation", attendee?.organisation);
  document.getElementById("verdict-kind").hidden = !attendee;
  put("verdict-shape", words.shapes[attendee?.kind]);
  put("verdict-kind-word", words.kinds[attendee?.kind]);
  put("verdict-advice", advice);
  if (tone === "green") closing = setTimeout(hide, GREEN_STAYS);
  else next.focus();
}

export function isShown() {
  return dialog.open;
}

/** Call when a verdict has left the screen. */
export function onGone(listener) {
  dialog.addEventListener("close", listener);
}

/** A sentence of ours with its gaps filled. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

function hide() {
  clearTimeout(closing);
  dialog.close();
}

function isAgain(scan, answer, first, own) {
  if (first?.device !== own) return false;
  const offset = scan.offset_ms ?? Date.parse(answer.received_at) - Date.parse(answer.sent_at);
  const since = Date.parse(scan.scanned_at) + offset - Date.parse(first.at);
  return since > AT_ONCE && since <= JUST_NOW;
}

function clockTime(moment) {
  const format = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" };
  return new Intl.DateTimeFormat(document.documentElement.lang, format).format(new Date(moment));
}

function put(id, text) {
  document.getElementById(id).textContent = text ?? "";
}

next.addEventListener("click", hide);
