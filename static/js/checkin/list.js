// The door's lists on this phone: sealed tickets, and who is in. Kept whole in memory, so that an answer takes no time.

import * as api from "./api.js";
import * as life from "./life.js";
import * as sealed from "./sealed.js";
import { ask, change } from "./store.js";

/** Milliseconds after which a list is asked for again though the server tells of no change: the chosen one, others. */
const STALE = { chosen: 60_000, other: 300_000 };

/** Milliseconds that reading or storing ten thousand tickets may take. */
const WHOLE_LIST = 30_000;
/** The scanner's other tabs on this phone: a link on a ticket opens one. */
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("checkin arrivals") : null;

/** By the list's key: epoch, revision, records (lookup → sealed). */
const lists = new Map();
/** By the list's key: lookup → { at, device }. */
const arrivals = new Map();
/** By the list's key: the server's revision when it was last asked for, and when that was. */
const asked = new Map();
/** Keys of the lists that are stored as they are known here. */
const stored = new Set();
/** How often everything was forgotten. */
let wiped = 0;

/** Remember what came before the page was opened, and hear of arrivals from its other tabs. */
export async function begin() {
  const [sealedLists, insiders] = await Promise.all(
    ["sealed", "arrival"].map((name) => ask((db) => db.getAll(name), [], { patience: WHOLE_LIST })),
  );
  for (const row of sealedLists) {
    lists.set(row.list, row);
    stored.add(row.list);
  }
  for (const { list, lookup, at, device } of insiders) inside(list).set(lookup, { at, device });
  tabs?.addEventListener("message", ({ data: { key, lookup, arrival } }) => {
    if (arrival) inside(key).set(lookup, arrival);
    else inside(key).delete(lookup);
  });
}

/** What is known of a ticket on a list: person (null: on none), isElsewhere (on another one), arrival. */
export async function find(key, { code, lookup }) {
  const person = await personOn(key, { code, lookup });
  const others = [...lists.keys()].filter((other) => other !== key);
  const elsewhere = person ? [] : await Promise.all(others.map((other) => personOn(other, { code, lookup })));
  const other = elsewhere.find(Boolean) ?? null;
  return { person: person ?? other, isElsewhere: Boolean(other), arrival: inside(key).get(lookup) };
}

/** Bring a conference's lists up to date where the server's `revision` of the chosen one, or the time, says so. */
export async function sync(keys, { conference, chosen, revision, onApplied }) {
  if ([...lists.keys()].some((key) => !keys.includes(key))) await wipe();
  for (const key of keys) {
    if (!isDue(key, { chosen, revision })) continue;
    const [known, before] = [lists.get(key), wiped];
    const bundle = await api.askBundle(key, known);
    // The phone has been signed off while it was asked for.
    if (wiped !== before) return;
    await apply(key, bundle);
    await life.extend(conference, bundle.expires_in);
    asked.set(key, { revision: key === chosen ? revision : null, at: performance.now() });
    await onApplied(key);
  }
}

/** What notes the answer to a question that is asked now, unless everything has been forgotten meanwhile. */
export function noteUnlessWiped() {
  const before = wiped;
  return async (told) => {
    if (wiped === before) await note(told);
  };
}

/** Who arrived, or has not after all, as an answer to scans tells it; of two arrivals the earlier stays. */
async function note(told) {
  for (const [lookup, arrival] of Object.entries(told)) {
    if (arrival) await enter(arrival.list, lookup, arrival);
    else await Promise.all([...arrivals.keys()].map((key) => leave(key, lookup)));
  }
}

/** Somebody is in. */
export async function enter(key, lookup, { at, device }) {
  const known = inside(key).get(lookup);
  if (!lookup || (known && Date.parse(known.at) <= Date.parse(at))) return;
  inside(key).set(lookup, { at, device });
  tabs?.postMessage({ key, lookup, arrival: { at, device } });
  await tryTo("arrival", ({ store }) => store.put({ list: key, lookup, at, device }));
}

/** Somebody is not in, or not any more. */
export async function leave(key, lookup) {
  if (!inside(key).delete(lookup)) return;
  tabs?.postMessage({ key, lookup, arrival: null });
  await tryTo("arrival", ({ store }) => store.delete([key, lookup]));
}

/** Who is in by a ticket: since when, and which phone let them in. */
export function arrivalOf(key, lookup) {
  return inside(key).get(lookup);
}

/** Forget every list and everybody who is in. */
export async function wipe() {
  wiped += 1;
  for (const known of [lists, arrivals, asked, stored]) known.clear();
  await tryTo(["sealed", "arrival"], (transaction) =>
    Promise.all(["sealed", "arrival"].map((name) => transaction.objectStore(name).clear())),
  );
}

async function personOn(key, { code, lookup }) {
  const record = lists.get(key)?.records.get(lookup);
  return record ? sealed.open(record, { code, lookup }) : null;
}

function isDue(key, { chosen, revision }) {
  const last = asked.get(key);
  const since = performance.now() - (last?.at ?? -Infinity);
  if (!lists.has(key)) return true;
  return key === chosen ? last?.revision !== revision || since > STALE.chosen : since > STALE.other;
}

async function apply(key, { epoch, revision, full, records, removed, arrivals: told }) {
  const present = full ? new Map() : lists.get(key).records;
  for (const [lookup, record] of Object.entries(records)) present.set(lookup, record);
  for (const lookup of removed) present.delete(lookup);
  const row = { list: key, epoch, revision, records: present };
  lists.set(key, row);
  if (full) arrivals.delete(key);
  const who = inside(key);
  for (const [lookup, arrival] of Object.entries(told)) {
    if (arrival) who.set(lookup, arrival);
    else who.delete(lookup);
  }
  const isChanged = full || removed.length > 0 || Object.keys(records).length > 0;
  if (isChanged) stored.delete(key);
  const isNews = !stored.has(key);
  const isKept = await tryTo(["sealed", "arrival"], (transaction) => keep(transaction, row, { isNews, full, told }));
  if (isKept && isNews) stored.add(key);
}

async function keep(transaction, row, { isNews, full, told }) {
  const [sealedLists, insiders] = [transaction.objectStore("sealed"), transaction.objectStore("arrival")];
  // Ten thousand records are not written anew for one arrival; an older revision only asks for more.
  if (isNews) await sealedLists.put(row);
  if (full) await insiders.delete(IDBKeyRange.bound([row.list], [row.list, []]));
  for (const [lookup, arrival] of Object.entries(told)) {
    if (arrival) await insiders.put({ list: row.list, lookup, at: arrival.at, device: arrival.device });
    else await insiders.delete([row.list, lookup]);
  }
}

function inside(key) {
  if (!arrivals.has(key)) arrivals.set(key, new Map());
  return arrivals.get(key);
}

/** A phone without room for the list goes on with what is in memory; scans are another matter, see queue.js. */
async function tryTo(stores, deed) {
  const before = wiped;
  try {
    await change(stores, (transaction) => wiped === before && deed(transaction), { patience: WHOLE_LIST });
    return true;
  } catch {
    return false; // it is tried again with the next list
  }
}
