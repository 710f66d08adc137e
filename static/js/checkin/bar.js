// What stands on the screen between scans: online or not, what waits, how many have come, what is missing.

import * as chooser from "./chooser.js";
import * as viewfinder from "./viewfinder.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);

/** Who this phone is: null where it is not paired, undefined where it does not know yet. */
let phone;
/** Whether the phone can store what it reads, as far as it knows. */
let canStore = true;

/** Browsers give camera and cryptography to https pages and to the computer's own. */
export function canScan() {
  return Boolean(window.isSecureContext && navigator.mediaDevices && crypto.subtle);
}

/** Show the state of the contact (contact.js). */
export function show({ pairing, online, waiting, foreign, counts }) {
  phone = pairing;
  canStore = waiting !== null;
  chooser.offer(pairing?.lists ?? []);
  part("about-device").textContent = pairing?.desk ? fill(words.at_desk, pairing) : (pairing?.device ?? "");
  part("find").hidden = !pairing?.desk;
  part("to-ending").hidden = part("to-latest").hidden = !pairing;
  part("counts").hidden = !pairing;
  if (counts) part("counts").textContent = fill(words.arrived, counts);
  const ours = waiting - foreign;
  const queued = ours || !canStore ? `, ${fill(words.waiting, { number: canStore ? ours : "?" })}` : "";
  const stuck = pairing ? foreign : waiting;
  part("state").className = `bar-state ${online ? "is-online" : "is-offline"}`;
  const contact = online ? words.online : words.offline;
  part("state-text").textContent = contact + queued;
  // Read aloud when it changes, and not with each scan that waits.
  if (pairing && part("state-said").textContent !== contact) part("state-said").textContent = contact;
  part("undelivered").textContent = stuck ? fill(words.undelivered, { number: stuck }) : "";
  showNotice();
}

/** The one thing that keeps the phone from scanning, if there is one. */
export function showNotice() {
  const key = !canScan() ? "insecure" : phone === undefined ? "asking_who" : !phone ? "unpaired" : !canStore ? "not_stored" : viewfinder.failed();
  part("notice").hidden = !key;
  part("notice-word").textContent = words[key] ?? words.verdicts[key] ?? "";
  part("notice-advice").textContent = words[`${key}_advice`] ?? words.advice[key] ?? "";
  part("start").hidden = viewfinder.failed() !== "no_camera";
  part("type").disabled = part("state").hidden = !canScan() || !phone;
}
