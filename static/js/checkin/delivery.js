// The delivery of scans that wait, by one of the scanner's tabs at a time.

import * as api from "./api.js";
import * as list from "./list.js";
import * as presence from "./presence.js";
import * as queue from "./queue.js";
import { ours, state, tell } from "./state.js";

/** Scans that go up in one call. */
const BATCH = 200;
/** Milliseconds after which a tab that delivers is taken for one that sleeps. */
const ASLEEP = 20_000;
/** What the browser's locks are called: of the delivery, and of a scan under way. */
const DELIVERY = "checkin delivery";
const SCAN = "checkin scan ";

const listeners = [];
/** Scans under way, which every delivery leaves alone: by id, what lets go of them. */
const held = new Map();
let delivering = null;

/** Call with (scan, answer, result) when a scan that waited has been answered. */
export function onAnswer(listener) {
  listeners.push(listener);
}

/** Leave a scan alone from before it is stored until the person at the door has been told. */
export function hold(id) {
  if (held.has(id)) return;
  const over = new Promise((letGo) => held.set(id, letGo));
  navigator.locks?.request(SCAN + id, () => over).catch(() => undefined);
}

/** The person at the door has been told: what still waits may be delivered. */
export function release(id) {
  held.get(id)?.();
  held.delete(id);
}

/** Whether a scan is under way in this tab. */
export function isHeld(id) {
  return held.has(id);
}

/** Deliver what waits. Throws where the server does not answer. */
export function deliver() {
  delivering ??= alone(deliverAll).finally(() => {
    delivering = null;
  });
  return delivering;
}

/** Send scans, and put away those that the answer names; `settled` of them have gone. */
export async function send(scans) {
  const left = ours();
  const waiting = left === undefined ? undefined : Math.max(0, left - scans.length);
  // The phone may have been paired with another conference since they were read.
  const conference = scans.find((scan) => scan.conference)?.conference ?? state.pairing?.conference;
  const note = list.noteUnlessWiped();
  const answer = await api.sendScans(scans, { conference, waiting });
  const settled = await queue.acknowledge(scans, answer.results);
  await note(answer.arrivals);
  for (const scan of await queue.takenBack(scans)) await presence.takeBack(scan);
  return { answer, settled };
}

async function deliverAll() {
  for (;;) {
    const others = await heldByTabs();
    const waiting = await queue.oldest(state.pairing?.conference, BATCH);
    const scans = waiting.filter(({ id }) => !held.has(id) && !others.has(id));
    if (!scans.length || !state.pairing) return;
    const { answer, settled } = await send(scans);
    const results = new Map(answer.results.map((result) => [result.id, result]));
    for (const scan of scans.filter(({ id }) => results.has(id))) {
      for (const listener of listeners) listener(scan, answer, results.get(scan.id));
    }
    await tell({});
    // What did not go would be sent without end; the next heartbeat tries again.
    if (!settled) return;
  }
}

async function heldByTabs() {
  const locks = await navigator.locks?.query().catch(() => null);
  const names = (locks?.held ?? []).map(({ name }) => name);
  return new Set(names.filter((name) => name.startsWith(SCAN)).map((name) => name.slice(SCAN.length)));
}

async function alone(deed) {
  if (!navigator.locks) return deed();
  const patient = new AbortController();
  const late = setTimeout(() => patient.abort(), ASLEEP);
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return deed();
  };
  try {
    return await navigator.locks.request(DELIVERY, { signal: patient.signal }, begin);
  } catch (error) {
    if (hasBegun) throw error;
    return await deed();
  } finally {
    clearTimeout(late);
  }
}
