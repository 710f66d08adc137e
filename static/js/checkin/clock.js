// The conference's clock, as this phone can know it: its own, and how far that one is off.

import { know, recall } from "./store.js";

/** Our clock minus the phone's, in milliseconds, as the last answer showed it; undefined before the first. */
export let offset;

/** Remember what was measured before the page was opened. */
export async function begin() {
  offset = (await recall("offset")) ?? undefined;
}

/** Measure by an answer that was received between two moments of the phone's clock. */
export async function measure(received_at, sent, answered) {
  const measured = Math.round(Date.parse(received_at) - (sent + answered) / 2);
  const isNews = offset === undefined || Math.abs(measured - offset) > 1000;
  offset = measured;
  if (isNews) await know("offset", measured);
}

/** A moment of the phone's clock by ours, in milliseconds since 1970. */
export function ours(moment) {
  return moment + (offset ?? 0);
}
