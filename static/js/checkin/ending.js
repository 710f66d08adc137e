// Signing off: the phone stops being a device of the door.

import { reasonOf } from "./reason.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);

/** Ask before signing off; `waiting()` is how many scans wait, and `end()` does it. */
export function begin({ waiting, end }) {
  part("to-ending").addEventListener("click", () => {
    part("about").close();
    const number = waiting();
    part("ending-waiting").textContent = number ? fill(words.end_waiting, { number }) : "";
    part("ending-wrong").textContent = "";
    part("ending").showModal();
  });
  part("end").addEventListener("click", async () => {
    try {
      await end();
      part("ending").close();
    } catch (error) {
      part("ending-wrong").textContent = reasonOf(error);
    }
  });
}
