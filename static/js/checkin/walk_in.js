// A guest without a registration: three fields, a seat, and a ticket on the screen.

import * as api from "./api.js";
import * as chooser from "./chooser.js";
import { reasonOf } from "./reason.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);
const FIELDS = ["name", "email", "organisation"];

/** Of the guest being written, until there is an answer: the same try is never two guests. */
let id;
let welcome;

/** Open the form where it is asked for; `onIn(guest, answer)` is called when one is in, and gives their hints. */
export function begin(onIn) {
  welcome = onIn;
  for (const button of document.querySelectorAll("[data-walk-in]")) button.addEventListener("click", open);
  part("walk-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  part("welcome").addEventListener("close", forgetGuest);
  part("walk-in-anyway").addEventListener("click", () => send({ override: true }));
}

function open() {
  const searched = part("people").open ? part("search").value : "";
  for (const sheet of [part("people"), part("about")]) sheet.close();
  id = crypto.randomUUID();
  part("walk-in-form").reset();
  part("walk-in-name").value = searched;
  tell({});
  part("walk-in").showModal();
}

async function send(more = {}) {
  const guest = Object.fromEntries(FIELDS.map((key) => [key, part(`walk-in-${key}`).value.trim()]));
  const scanned_at = new Date().toISOString();
  part("walk-in-send").disabled = true;
  try {
    const answer = await api.walkIn({ id, list: chooser.chosen(), ...guest, ...more });
    part("walk-in").close();
    show(guest, answer, welcome({ id, scanned_at }, answer));
  } catch (error) {
    if (error instanceof api.Refusal) tell(error);
    else tell({ message: error instanceof api.Unreachable ? words.walk_in_lost : reasonOf(error) });
  } finally {
    part("walk-in-send").disabled = false;
  }
}

/** What the server refuses: at its field, or above the buttons; where only the seats are missing, staff decide. */
function tell({ code, message = "", fields = {} }) {
  for (const key of FIELDS) {
    part(`walk-in-${key}-error`).textContent = fields[key] ?? "";
    part(`walk-in-${key}`).setAttribute("aria-invalid", String(key in fields));
  }
  const wrong = FIELDS.find((key) => key in fields);
  part("walk-in-wrong").textContent = wrong ? "" : message;
  part("walk-in-anyway").hidden = code !== "full";
  part("walk-in-send").hidden = code === "full";
  if (wrong) part(`walk-in-${wrong}`).focus();
}

function show({ email }, { attendee, ticket }, hints) {
  part("welcome-name").textContent = attendee.name;
  part("welcome-hints").hidden = !hints.length;
  part("welcome-hints").replaceChildren(...hints.map(itemFor));
  const picture = new DOMParser().parseFromString(ticket, "image/svg+xml").documentElement;
  part("welcome-ticket").replaceChildren(document.importNode(picture, true));
  part("welcome-told").textContent = email ? fill(words.walk_in_mailed, { email }) : words.walk_in_shown;
  part("welcome").showModal();
}

function forgetGuest() {
  part("walk-in-form").reset();
  for (const each of ["name", "ticket", "told"]) part(`welcome-${each}`).replaceChildren();
}

function itemFor(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
