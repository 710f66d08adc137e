// Scans that are taken back: at once, or as soon as there is a network.

import * as api from "./api.js";
import * as delivery from "./delivery.js";
import * as presence from "./presence.js";
import * as queue from "./queue.js";
import { state } from "./state.js";

/**
 * Take a scan back, and tell the server: "undone", or "waits" where that is not for now. Throws what a call throws;
 * with api.Refusal alone the scan stands.
 */
export async function undo(id) {
  const undone_at = new Date().toISOString();
  const scan = await queue.takeBack({ id, conference: state.conference, undone_at });
  if (scan) await presence.takeBack(scan);
  const isOurs = !scan?.conference || scan.conference === state.pairing?.conference;
  if (!isOurs || delivery.isHeld(id)) return "waits";
  await delivery.deliver();
  // Another tab may be sending it: what the server does not know of cannot be taken back there.
  if (await queue.isWaiting(id)) return "waits";
  try {
    await tellUndo({ id, undone_at });
    return "undone";
  } catch (error) {
    if (error instanceof api.Refusal && scan) await presence.restore(scan);
    throw error;
  }
}

/** Tell the server what was taken back without a network. */
export async function deliver() {
  for (const taken of await queue.undos()) {
    const isOurs = taken.conference === state.pairing?.conference && !(await queue.isWaiting(taken.id));
    if (isOurs) await tellUndo(taken).catch(unlessRefused);
  }
}

async function tellUndo({ id, undone_at }) {
  try {
    await api.undo({ id, undone_at });
    await queue.settleUndo(id);
  } catch (error) {
    if (error instanceof api.Refusal) await queue.settleUndo(id, { stands: true });
    throw error;
  }
}

function unlessRefused(error) {
  if (!(error instanceof api.Refusal)) throw error;
}
