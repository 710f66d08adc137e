// Contact with the server: whether there is any, who this phone is to it, and the delivery of what waits.

import * as api from "./api.js";
import * as clock from "./clock.js";
import * as life from "./life.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import { know, recall } from "./store.js";

/** Milliseconds between two heartbeats, and the longest wait for the next try where nobody answers. */
const HEARTBEAT = 10_000;
const FIRST_TRY = 1_000;
const LONGEST_WAIT = 30_000;
/** Scans that go up in one call. */
const BATCH = 200;

/**
 * What everybody may read of it. `pairing` (device, conference, desk, lists, hints) is null while the phone is not
 * paired, `waiting` counts the scans here, and `foreign` those of them that are another conference's.
 */
export const state = { pairing: null, online: navigator.onLine, waiting: 0, foreign: 0, counts: null };

const listeners = { change: [], answer: [] };
/** Scans on their way up, which the delivery leaves alone. */
const underway = new Set();
let chosen = () => undefined;
let epoch = null;
let beating = null;
let delivering = null;
let next;
let failures = 0;

/** Call when the state has changed. */
export function onChange(listener) {
  listeners.change.push(listener);
}

/** Call with (scan, answer, result) when a scan that waited has been answered. */
export function onAnswer(listener) {
  listeners.answer.push(listener);
}

/** Remember who this phone was; `chosenList` tells the key of the list that is read for. */
export async function begin(chosenList) {
  chosen = chosenList;
  await Promise.all([clock.begin(), life.begin(), list.begin()]);
  epoch = await recall("epoch");
  await tell({ pairing: await recall("pairing") });
}

/** Keep in touch from now on. */
export function keep() {
  addEventListener("online", async () => {
    failures = 0;
    await beating; // it began before there was a network
    beat();
  });
  addEventListener("offline", () => tell({ online: false }));
  return beat();
}

/** Ask the server who we are, deliver what waits, and bring the lists up to date. */
export function beat() {
  beating ??= beatOnce().finally(() => {
    beating = null;
    clearTimeout(next);
    next = setTimeout(beat, failures ? wait() : HEARTBEAT);
  });
  return beating;
}

/** The server's answer to a scan that has just been stored; null while it has none. */
export async function sendNow(scan) {
  underway.add(scan.id);
  try {
    const answer = await send([scan]);
    failures = 0;
    await tell({ online: true });
    return answer;
  } catch (error) {
    await tellFailure(error);
    return null;
  } finally {
    underway.delete(scan.id);
  }
}

/** Take a scan back: "undone", or "waits" until there is a network. Throws api.Refusal. */
export async function undo(id) {
  const taken = { id, conference: state.pairing?.conference, undone_at: new Date().toISOString() };
  const scan = await queue.takeBack(taken);
  const outcome = await tryUndo(taken);
  if (scan) await list.leave(scan.list, scan.lookup);
  return outcome;
}

/** The phone signs itself off. Throws api.Unreachable; what waits stays. */
export async function end() {
  await deliverScans();
  await api.end();
  await queue.forgetSent();
  await part();
}

/** Count again what waits, and tell. */
export function refresh() {
  return tell({});
}

async function beatOnce() {
  if (await life.isOver()) await Promise.all([list.wipe(), queue.forgetSent(), life.end()]);
  try {
    const status = await api.askStatus({ waiting: state.waiting - state.foreign, list: chosen() });
    const { device, conference, desk, lists, hints, counts, revision } = status;
    await meet({ device, conference, desk, lists, hints }, status.epoch);
    failures = 0;
    await tell({ counts, online: true });
    await deliver();
    const keys = lists.map(({ key }) => key);
    await list.sync(keys, { chosen: chosen(), revision, onApplied: rememberOurs });
  } catch (error) {
    await tellFailure(error);
  }
}

/** Know who we are; another conference's lists are not ours, and another life of the server is told everything. */
async function meet(pairing, itsEpoch) {
  if (state.pairing && state.pairing.conference !== pairing.conference) await list.wipe();
  if (epoch !== null && epoch !== itsEpoch) await queue.startAnew(pairing.conference);
  epoch = itsEpoch;
  await Promise.all([know("epoch", epoch), know("pairing", pairing)]);
  await tell({ pairing });
}

async function tellFailure(error) {
  if (error instanceof api.NotPaired) {
    failures = 0;
    await part();
  } else if (error instanceof api.Unreachable) {
    failures += 1;
    await tell({ online: false });
  } else if (!(error instanceof api.Refusal)) {
    throw error;
  }
}

/** The phone is no device any more: the lists go, what waits stays. */
async function part() {
  await list.wipe();
  await know("pairing", null);
  await tell({ pairing: null, online: true });
}

async function deliver() {
  await deliverScans();
  for (const taken of await queue.undos()) {
    const isOurs = taken.conference === state.pairing.conference && !underway.has(taken.id);
    if (isOurs) await deliverUndo(taken).catch(unlessRefused);
  }
}

function deliverScans() {
  delivering ??= deliverAll().finally(() => {
    delivering = null;
  });
  return delivering;
}

async function deliverAll() {
  for (;;) {
    const waiting = await queue.oldest(state.pairing?.conference, BATCH);
    const scans = waiting.filter(({ id }) => !underway.has(id));
    if (!scans.length) return;
    const answer = await send(scans);
    const results = new Map(answer.results.map((result) => [result.id, result]));
    for (const scan of scans.filter(({ id }) => results.has(id))) {
      for (const listener of listeners.answer) listener(scan, answer, results.get(scan.id));
    }
    await tell({});
    // An answer that names none of them would be asked for without end.
    if (!results.size) throw new api.Unreachable();
  }
}

/** Send scans, and put away those that the answer names. */
async function send(scans) {
  const answer = await api.sendScans(scans, Math.max(0, state.waiting - state.foreign - scans.length));
  await queue.acknowledge(scans, answer.results);
  await list.note(answer.arrivals);
  return answer;
}

async function tryUndo(taken) {
  if (underway.has(taken.id)) return "waits";
  try {
    await deliverScans();
    await deliverUndo(taken);
    return "undone";
  } catch (error) {
    if (error instanceof api.Refusal) throw error;
    await tellFailure(error);
    return "waits";
  }
}

async function deliverUndo({ id, undone_at }) {
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

/** What this phone has let in or out and the server has not heard yet, on a list that has just come. */
async function rememberOurs(key) {
  const waiting = await queue.oldest(state.pairing?.conference, Infinity);
  for (const scan of waiting.filter(({ list: at, decided }) => at === key && decided === "offline")) {
    await remember(scan, queue.told(scan));
  }
}

/** Note on the list what a scan has done: a person is in, or out. */
export async function remember(scan, verdict, first = null) {
  if (!state.pairing) return;
  const at = new Date(clock.ours(Date.parse(scan.scanned_at))).toISOString();
  if (verdict === "exited") await list.leave(scan.list, scan.lookup);
  else if (first) await list.enter(scan.list, scan.lookup, first);
  else if (verdict === "admitted") await list.enter(scan.list, scan.lookup, { at, device: state.pairing.device });
}

/** Milliseconds to the next try: ever longer, and not the same for all phones of a door. */
function wait() {
  const longest = Math.min(FIRST_TRY * 2 ** (failures - 1), LONGEST_WAIT);
  return longest * (0.5 + Math.random() / 2);
}

async function tell(news) {
  Object.assign(state, news);
  Object.assign(state, await queue.count(state.pairing?.conference));
  for (const listener of listeners.change) listener(state);
}
