// How long this phone may keep the list: so many seconds from when it came, whatever the phone's date says.

import { know, recall } from "./store.js";

/** Seconds left, and when that was noted: by the phone's date, and by a clock that only ever goes on. */
let left = null;
let noted = { date: 0, steady: 0 };
/** Whether the page was closed or put away since: the steady clock may have slept then. */
let away = true;

/** Remember what was left when the page was closed. */
export async function begin() {
  const known = await recall("life");
  if (known) {
    left = known.left;
    noted = { date: known.date, steady: performance.now() };
  }
  document.addEventListener("visibilitychange", () => {
    away ||= document.hidden;
  });
}

/** The server gives so many seconds from now on. */
export function extend(seconds) {
  return note(seconds);
}

/** Whether the time is over. Setting the date back wins nothing while the page is open. */
export async function isOver() {
  if (left === null) return false;
  const steady = performance.now() - noted.steady;
  const passed = away ? Math.max(steady, Date.now() - noted.date) : steady;
  await note(left - passed / 1000);
  return left <= 0;
}

/** There is nothing left to keep. */
export function end() {
  left = null;
  return know("life", null);
}

function note(seconds) {
  left = seconds;
  noted = { date: Date.now(), steady: performance.now() };
  away = document.hidden;
  return know("life", { left, date: noted.date });
}
