// Who is in, as the scans of this phone have it before the server tells.

import * as clock from "./clock.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import { state } from "./state.js";

/** Milliseconds by which the server may put the time of a scan elsewhere than the phone does. */
const SAME_SCAN = 5_000;

/** Note on the list what a scan has done, unless it has been taken back meanwhile: a person is in, or out. */
export async function remember(scan, verdict, first = null) {
  if ((await queue.takenBack([scan])).length) return;
  await note(scan, verdict, first);
}

async function note(scan, verdict, first = null) {
  if (!state.pairing) return;
  const at = new Date(momentOf(scan)).toISOString();
  if (verdict === "exited") await list.leave(scan.list, scan.lookup);
  else if (first) await list.enter(scan.list, scan.lookup, first);
  else if (verdict === "admitted") await list.enter(scan.list, scan.lookup, { at, device: state.pairing.device });
}

/** What this phone has let in or out and the server has not heard yet, on a list that has just come. */
export async function rememberOurs(key) {
  const waiting = await queue.oldest(state.pairing?.conference, Infinity);
  const ours = waiting.filter(({ list: at, decided }) => at === key && decided === "offline");
  const taken = new Set((await queue.takenBack(ours)).map(({ id }) => id));
  for (const scan of ours.filter(({ id }) => !taken.has(id))) await note(scan, queue.told(scan));
}

/** A scan is taken back: whom it let in is not in, unless they came otherwise; whom it let out is in again. */
export async function takeBack(scan) {
  const verdict = scan.verdict ?? queue.told(scan);
  if (verdict === "exited") await note(scan, "admitted");
  else if (isOf(scan, list.arrivalOf(scan.list, scan.lookup))) await list.leave(scan.list, scan.lookup);
}

/** A scan that was taken back stands after all, if the phone has it still. */
export async function restore(scan) {
  if (scan) await note(scan, scan.verdict ?? queue.told(scan));
}

function isOf(scan, arrival) {
  const isHere = arrival?.device === state.pairing?.device;
  return arrival && isHere && Math.abs(Date.parse(arrival.at) - momentOf(scan)) < SAME_SCAN;
}

/** When it was scanned by our clock, in milliseconds since 1970. */
function momentOf({ scanned_at, offset_ms }) {
  const moment = Date.parse(scanned_at);
  return offset_ms === undefined ? clock.ours(moment) : moment + offset_ms;
}
