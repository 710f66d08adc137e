// Signing off: the phone stops being a device of the door.

import * as api from "./api.js";
import { reasonOf } from "./reason.js";
import { state } from "./state.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);

/** Ask before signing off; `end()` does it. */
export function begin({ end }) {
  part("to-ending").addEventListener("click", () => {
    part("about").close();
    const { waiting, online } = state;
    part("ending-waiting").textContent = waiting ? fill(words.end_waiting, { number: waiting }) : "";
    part("ending-wrong").textContent = online ? "" : words.end_offline;
    part("ending").showModal();
  });
  part("end").addEventListener("click", async () => {
    try {
      await end();
      part("ending").close();
    } catch (error) {
      part("ending-wrong").textContent = error instanceof api.Unreachable ? words.end_offline : reasonOf(error);
    }
  });
}
