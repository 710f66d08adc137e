// Contact with the server: whether there is any, and who this phone is to it.

import * as api from "./api.js";
import * as clock from "./clock.js";
import * as delivery from "./delivery.js";
import * as life from "./life.js";
import * as list from "./list.js";
import * as presence from "./presence.js";
import * as queue from "./queue.js";
import { ours, state, tell } from "./state.js";
import { know, NotStored, recall } from "./store.js";
import * as undoing from "./undo.js";

export { hold, onAnswer, release } from "./delivery.js";
export { onStands } from "./undo.js";
export { remember } from "./presence.js";
export { onChange, state } from "./state.js";

/** Milliseconds between two heartbeats, and the longest wait for the next try where nobody answers. */
const HEARTBEAT = 10_000;
const FIRST_TRY = 1_000;
const LONGEST_WAIT = 30_000;

let chosen = () => undefined;
/** The key of the list that the last heartbeat asked about. */
let asked;
/** By conference: which life of the server it was told of. */
let epochs = {};
let beating = null;
let next;
let failures = 0;

/**
 * Remember who this phone was; `chosenList` tells the key of the list that is read for, `paired` the conference that
 * the phone has been paired with this moment. What was known of another one's pairing holds no more.
 */
export async function begin(chosenList, paired) {
  chosen = chosenList;
  const [pairing, conference, known] = await Promise.all([
    ...["pairing", "conference", "epochs"].map(recall),
    ...[clock, life, list].map((each) => each.begin()),
  ]);
  epochs = known ?? {};
  const last = pairing?.conference ?? conference ?? undefined;
  const isMoved = Boolean(paired && last && paired !== last);
  if (isMoved) await Promise.all([list.wipe(), know("pairing", null), know("conference", paired)]);
  await tell({ pairing: (!isMoved && pairing) || undefined, conference: paired ?? last });
}

/** Keep in touch from now on. */
export function keep() {
  addEventListener("online", () => {
    failures = 0;
    beatAnew();
  });
  addEventListener("offline", () => tell({ online: false }));
  return beat();
}

/** Ask the server who we are, deliver what waits, and bring the lists up to date. */
export function beat() {
  beating ??= beatOnce().finally(() => {
    beating = null;
    clearTimeout(next);
    next = setTimeout(beat, wait());
  });
  return beating;
}

/** The server's answer to a scan that has just been stored; null while it has none. */
export function sendNow(scan) {
  return sendAll([scan]);
}

/** The same for several scans in one call. */
export async function sendAll(scans) {
  const free = scans.filter(({ id }) => !delivery.isHeld(id));
  for (const { id } of free) delivery.hold(id);
  try {
    const { answer } = await delivery.send(scans);
    failures = 0;
    await tell({ online: true });
    return answer;
  } catch (error) {
    await tellFailure(error);
    // This phone belongs to another conference by now: another tab has paired it.
    if (error.code === "other_conference") beatAnew();
    return null;
  } finally {
    for (const { id } of free) delivery.release(id);
  }
}

/** Take a scan back: "undone", or "waits" until there is a network. Throws api.Refusal. */
export async function undo(id) {
  try {
    return await undoing.undo(id);
  } catch (error) {
    if (error instanceof api.Refusal) throw error;
    await tellFailure(error);
    return "waits";
  }
}

/** The phone signs itself off. Throws api.Unreachable; what waits stays. */
export async function end() {
  await delivery.deliver();
  await api.end();
  await queue.forgetSent(state.conference);
  await unpair();
}

/** Count again what waits, and tell. */
export function refresh() {
  return tell({});
}

async function beatAnew() {
  await beating; // it began before what has changed since
  return beat();
}

async function beatOnce() {
  try {
    await forgetWhatIsOver();
    const status = await askStatus();
    const { device, conference, desk, lists, hints, counts, revision, epoch } = status;
    failures = 0;
    await tell({ online: true, counts });
    await meet({ device, conference, desk, lists, hints }, epoch);
    asked ||= chosen();
    await deliver();
    const keys = lists.map(({ key }) => key);
    await list.sync(keys, { conference, chosen: chosen(), revision, onApplied: presence.rememberOurs });
  } catch (error) {
    await tellFailure(error);
  }
}

/** Where the list that is read for is not ours any more, the answer tells which are. */
async function askStatus() {
  asked = chosen();
  try {
    return await api.askStatus({ waiting: ours(), list: asked });
  } catch (error) {
    if (error.code !== "not_found") throw error;
    return await api.askStatus({ waiting: ours() });
  }
}

/** Know who we are; another conference's lists are not ours, and another life of the server is told everything. */
async function meet(pairing, epoch) {
  const { conference } = pairing;
  if (state.conference && state.conference !== conference) await list.wipe();
  if (epochs[conference] && epochs[conference] !== epoch) await queue.startAnew(conference);
  epochs[conference] = epoch;
  await Promise.all([know("epochs", epochs), know("pairing", pairing), know("conference", conference)]);
  await tell({ pairing, conference });
}

async function deliver() {
  try {
    await delivery.deliver();
    await undoing.deliver();
  } catch (error) {
    if (!(error instanceof api.Refusal)) throw error;
  }
}

/** The lists of a conference go when their time is over; its scans when the server or a steady clock says so too. */
async function forgetWhatIsOver() {
  for (const { conference, isSure } of await life.over()) {
    const isForGood = isSure || !state.pairing;
    await Promise.all([
      conference === state.conference && list.wipe(),
      isForGood && queue.forgetSent(conference),
      isForGood && life.end(conference),
    ]);
  }
}

async function tellFailure(error) {
  if (error instanceof api.NotPaired) {
    failures = 0;
    await unpair();
  } else if (error instanceof api.Unreachable) {
    failures += 1;
    await tell({ online: false });
  } else if (![api.Refusal, NotStored, DOMException].some((kind) => error instanceof kind)) {
    throw error;
  }
}

/** The phone is no device any more: from now on it reads nothing, the lists go, and what waits stays. */
async function unpair() {
  state.pairing = null;
  await list.wipe();
  await know("pairing", null);
  await tell({ online: true });
}

/** Milliseconds to the next heartbeat: none where another list is read for by now, else ever longer while nobody answers. */
function wait() {
  if (asked !== chosen()) return 0;
  if (!failures) return HEARTBEAT;
  const longest = Math.min(FIRST_TRY * 2 ** (failures - 1), LONGEST_WAIT);
  // Not the same for all phones of a door.
  return longest * (0.5 + Math.random() / 2);
}
