// What is known of this phone and of its contact with the server, for everybody to read.

import * as queue from "./queue.js";

/**
 * `pairing` (device, conference, desk, lists, hints) is null while the phone is not paired, and undefined while it does
 * not know yet; `conference` is that of its last pairing; `waiting` counts the scans here, null where that is not known, and `foreign` those of them that
 * are another conference's.
 */
export const state = {
  pairing: undefined,
  conference: undefined,
  online: navigator.onLine,
  waiting: null,
  foreign: 0,
  counts: null,
};

const listeners = [];

/** Call when the state has changed. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Count again what waits, take in what is new, and tell everybody at once: nobody acts on half of it meanwhile. */
export async function tell(news) {
  const { pairing } = { ...state, ...news };
  Object.assign(state, await queue.count(pairing?.conference), news);
  for (const listener of listeners) listener(state);
}

/** How many scans wait for the conference that the phone is paired with; undefined where that is not known. */
export function ours() {
  return state.waiting === null ? undefined : state.waiting - state.foreign;
}
