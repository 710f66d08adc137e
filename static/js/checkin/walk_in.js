// A guest without a registration: three fields, a seat, and a ticket on the screen.

import * as api from "./api.js";
import * as chooser from "./chooser.js";
import { ticketTyped } from "./keyboard.js";
import { reasonOf } from "./reason.js";
import * as recent from "./recent.js";
import { state } from "./state.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);
const FIELDS = ["name", "email", "organisation"];

/** The last guest that was sent and not answered, and its id: sent again it is never two guests. */
let tried = { guest: null, id: null };
let welcome;
let readCode;

/**
 * Open the form where it is asked for. `onIn(guest, answer)` is called when one is in, and gives their hints;
 * `onCode` is called with a ticket that a USB scanner has typed into the form.
 */
export function begin({ onIn, onCode }) {
  welcome = onIn;
  readCode = onCode;
  for (const button of document.querySelectorAll("[data-walk-in]")) button.addEventListener("click", open);
  part("walk-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  part("welcome").addEventListener("close", forgetGuest);
  part("walk-in").addEventListener("cancel", (event) => part("walk-in-send").disabled && event.preventDefault());
  part("walk-in-anyway").addEventListener("click", () => send({ override: true }));
}

function open() {
  const searched = part("people").open ? part("search").value : "";
  for (const sheet of [part("people"), part("about")]) sheet.close();
  part("walk-in-form").reset();
  part("walk-in-name").value = searched;
  tell({ message: state.online ? "" : words.no_network });
  part("walk-in").showModal();
}

async function send(more = {}) {
  const guest = Object.fromEntries(FIELDS.map((key) => [key, part(`walk-in-${key}`).value.trim()]));
  const code = FIELDS.map((key) => ticketTyped(guest[key])).find(Boolean);
  if (code) {
    part("walk-in").close();
    readCode(code);
    return;
  }
  const id = idOf(guest);
  const scanned_at = new Date().toISOString();
  rest(true);
  try {
    const answer = await api.walkIn({ id, list: chooser.chosen(), ...guest, ...more });
    forget();
    part("walk-in").close();
    part("welcome-undo").onclick = () => {
      part("welcome").close();
      recent.undo(id);
    };
    show(guest, answer, welcome({ id, scanned_at }, answer));
  } catch (error) {
    if (error instanceof api.Refusal) tell(error);
    else tell({ message: error instanceof api.Unreachable ? words.walk_in_lost : reasonOf(error) });
  } finally {
    rest(false);
  }
}

function idOf(guest) {
  const written = JSON.stringify(guest);
  if (tried.guest !== written) tried = { guest: written, id: crypto.randomUUID() };
  return tried.id;
}

/** While a guest is on the way, nothing of the form can be pressed. */
function rest(isSent) {
  for (const button of part("walk-in").querySelectorAll("button")) button.disabled = isSent;
}

/** Forget the guest that was written. */
export function forget() {
  tried = { guest: null, id: null };
  part("walk-in-form").reset();
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
