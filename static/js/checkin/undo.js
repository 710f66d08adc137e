// Scans that are taken back: at once, or as soon as there is a network. Their times are told by the server's clock,
// as well as the phone knows it: its own may be put right between the two.

import * as api from "./api.js";
import * as clock from "./clock.js";
import * as delivery from "./delivery.js";
import * as presence from "./presence.js";
import * as queue from "./queue.js";
import { state } from "./state.js";

const listeners = [];

/** Call with (id, api.Refusal) when a scan that was taken back without a network stands after all. */
export function onStands(listener) {
  listeners.push(listener);
}

/**
 * Take a scan back, and tell the server: "undone", or "waits" where that is not for now. Throws what a call throws;
 * with api.Refusal alone the scan stands.
 */
export async function undo(id) {
  const undone_at = now();
  const scan = await queue.takeBack({ id, conference: state.conference, undone_at });
  if (scan) await presence.takeBack(scan);
  const isOurs = !scan?.conference || scan.conference === state.pairing?.conference;
  if (!isOurs || delivery.isHeld(id)) return "waits";
  await delivery.deliver();
  // Another tab may be sending it: what the server does not know of cannot be taken back there.
  if (await queue.isWaiting(id)) return "waits";
  await tellUndo({ id, undone_at });
  return "undone";
}

/** Tell the server what was taken back without a network. */
export async function deliver() {
  for (const taken of await queue.undos()) {
    const isOurs = taken.conference === state.pairing?.conference && !(await queue.isWaiting(taken.id));
    if (isOurs) await tellUndo(taken).catch((error) => tellStands(taken, error));
  }
}

async function tellUndo({ id, undone_at }) {
  try {
    await api.undo({ id, undone_at, sent_at: now() });
    await queue.settleUndo(id);
  } catch (error) {
    if (error instanceof api.Refusal) await presence.restore(await queue.settleUndo(id, { stands: true }));
    throw error;
  }
}

function tellStands({ id }, error) {
  if (!(error instanceof api.Refusal)) throw error;
  for (const listener of listeners) listener(id, error);
}

function now() {
  return new Date(clock.ours(Date.now())).toISOString();
}
