// Who has no ticket at hand: search by name, on the phones of the desk.

import * as api from "./api.js";
import * as chooser from "./chooser.js";
import { ticketTyped } from "./keyboard.js";
import { reasonOf } from "./reason.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);

/** People that one search tells of. */
const MOST_FOUND = 20;

/** Open the search; `checkIn(person)` is called with the one that is chosen, `onCode` with a code typed instead. */
export function begin({ checkIn, onCode }) {
  for (const button of document.querySelectorAll("[data-search]")) button.addEventListener("click", open);
  part("people").addEventListener("close", () => part("found").replaceChildren());
  part("search-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = part("search").value;
    const code = ticketTyped(asked);
    if (code) choose(() => onCode(code));
    else tell(await find(asked), (person) => choose(() => checkIn(person)));
  });
}

function open() {
  part("search").value = "";
  tell({ people: [] });
  part("search-told").textContent = "";
  part("people").showModal();
}

function choose(deed) {
  part("people").close();
  deed();
}

async function find(asked) {
  try {
    return { people: await api.search(asked) };
  } catch (error) {
    return { people: [], wrong: reasonOf(error) };
  }
}

function tell({ people, wrong = "" }, onChosen) {
  part("search-error").textContent = wrong;
  part("search").setAttribute("aria-invalid", String(Boolean(wrong)));
  for (const button of part("people").querySelectorAll("[data-walk-in]")) {
    button.classList.toggle("is-bright", Boolean(onChosen) && !wrong && !people.length);
  }
  part("search-told").textContent = wrong ? "" : counted(people.length);
  part("found").replaceChildren(...people.map((person) => rowFor(person, onChosen)));
}

function counted(number) {
  if (!number) return words.search_none;
  return number < MOST_FOUND ? fill(words.search_found, { number }) : words.search_many;
}

function rowFor(person, onChosen) {
  const row = part("found-row").content.firstElementChild.cloneNode(true);
  row.querySelector("strong").textContent = person.name;
  row.querySelector(".person-organisation").textContent = person.organisation;
  row.querySelector(".person-kind").textContent = `${words.shapes[person.kind]} ${words.kinds[person.kind]}`;
  row.querySelector(".person-state").textContent = words.states[person.state] ?? "";
  const button = row.querySelector("button");
  // Without a seat nobody is let in by a tap: the door looks at them first.
  button.textContent = person.state in words.states ? words.check : chooser.direction() === "exit" ? words.let_out : words.let_in;
  button.classList.toggle("is-bright", !(person.state in words.states));
  button.setAttribute("aria-label", `${button.textContent}: ${person.name}`);
  button.addEventListener("click", () => onChosen(person));
  return row;
}
