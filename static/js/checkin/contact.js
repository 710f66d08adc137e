// Contact with the server: whether there is any, who this phone is to it, and the delivery of what waits.

import * as api from "./api.js";
import * as queue from "./queue.js";

/** Milliseconds between two heartbeats. */
const HEARTBEAT = 10_000;
/** Scans that go up in one call. */
const BATCH = 200;

/** What everybody may read of it; `pairing` (device, lists) is null while the phone is not paired. */
export const state = { pairing: null, online: navigator.onLine, waiting: 0, counts: null };

const listeners = [];
/** Scans on their way up, which the delivery leaves alone. */
const underway = new Set();
let delivering = null;

/** Call when the state has changed. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Remember who this phone was, and keep in touch from now on. */
export async function begin() {
  await tell({ pairing: (await queue.pairing()) ?? null });
  addEventListener("online", beat);
  addEventListener("offline", () => tell({ online: false }));
  setInterval(beat, HEARTBEAT);
}

/** Ask the server who we are, and deliver what waits. */
export async function beat() {
  try {
    const { device, lists, counts } = await api.askStatus(await queue.length());
    const pairing = { device, lists };
    await queue.keepPairing(pairing);
    await tell({ pairing, counts, online: true });
    await deliver();
  } catch (error) {
    await tellFailure(error);
  }
}

/** The server's answer to a scan that has just been stored, or null while it has none. */
export async function sendNow(scan) {
  underway.add(scan.id);
  try {
    const answer = await api.sendScans([scan], (await queue.length()) - 1);
    await queue.remove([scan.id]);
    await tell({ online: true });
    return answer;
  } catch (error) {
    await tellFailure(error);
    return null;
  } finally {
    underway.delete(scan.id);
  }
}

/** Count again what waits, and tell. */
export function refresh() {
  return tell({});
}

async function tellFailure(error) {
  if (error instanceof api.NotPaired) {
    await queue.forgetPairing();
    await tell({ pairing: null, online: true });
  } else if (error instanceof api.Unreachable) {
    await tell({ online: false });
  } else {
    throw error;
  }
}

function deliver() {
  delivering ??= deliverAll().finally(() => {
    delivering = null;
  });
  return delivering;
}

async function deliverAll() {
  for (;;) {
    const scans = (await queue.oldest(BATCH)).filter(({ id }) => !underway.has(id));
    if (!scans.length) return;
    await api.sendScans(scans, (await queue.length()) - scans.length);
    await queue.remove(scans.map(({ id }) => id));
    await tell({});
  }
}

async function tell(news) {
  Object.assign(state, news, { waiting: await queue.length() });
  for (const listener of listeners) listener(state);
}
