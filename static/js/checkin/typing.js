// The code on the ticket, typed by hand.

import { ticketIn } from "./code.js";
import { ticketTyped } from "./keyboard.js";
import { words } from "./words.js";

const part = (id) => document.getElementById(id);

/** Tell each code that is typed. */
export function listen(onCode) {
  part("type").addEventListener("click", open);
  part("typing-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = ticketIn(part("typed").value) ?? ticketTyped(part("typed").value);
    part("typed-error").textContent = code ? "" : words.typed_wrong;
    part("typed").setAttribute("aria-invalid", String(!code));
    if (!code) return;
    part("typing").close();
    onCode(code);
  });
}

function open() {
  part("typed").value = "";
  part("typed-error").textContent = "";
  part("typed").removeAttribute("aria-invalid");
  part("typing").showModal();
}
