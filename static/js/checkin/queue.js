// Scans on this phone: those that the server has not answered yet, and those that it has.

import { ANY_CONFERENCE, ask, change } from "./store.js";

/** Milliseconds for what is done to all scans at once, which nobody at the door waits for. */
const LONG = 30_000;

/** Store scans, all or none; when this returns they survive the phone's death. Throws where nothing can be stored. */
export function put(...scans) {
  return change("scan", ({ store }) => Promise.all(scans.map((scan) => store.put(scan))));
}

/** Note that the phone had to answer by itself, and what it said; a scan that has been answered by now stays. */
export function decideHere(id, said) {
  return change("scan", async ({ store }) => {
    const scan = await store.get(id);
    if (scan) await store.put({ ...scan, ...offline(said) });
  });
}

/** How a scan says that the phone decided; where it let the person in, nothing more is said. */
export function offline(said) {
  return { decided: "offline", ...(said && { said }) };
}

/** The scans for a conference that waited longest. */
export async function oldest(conference, count) {
  const scans = (await ask((db) => db.getAll("scan"), [])).filter((scan) => isFor(scan, conference));
  return scans.sort(byTime).slice(0, count);
}

/** The server has named these scans in its answer: they wait no more. Tells how many of them have gone. */
export async function acknowledge(scans, results) {
  const verdicts = new Map(results.map(({ id, verdict }) => [id, verdict]));
  const ids = scans.map(({ id }) => id).filter((id) => verdicts.has(id));
  if (!ids.length) return 0;
  try {
    await change(["scan", "sent"], (transaction) => moveToSent(transaction, ids, verdicts), { patience: LONG });
  } catch {
    // A full phone has no room for what is kept beyond the answer; what waits must get less nevertheless.
    return dropWaiting(ids);
  }
  return ids.length;
}

async function moveToSent(transaction, ids, verdicts) {
  const [waiting, sent] = [transaction.objectStore("scan"), transaction.objectStore("sent")];
  for (const id of ids) {
    const scan = await waiting.get(id);
    if (scan) await Promise.all([sent.put({ ...scan, verdict: verdicts.get(id) }), waiting.delete(id)]);
  }
}

async function dropWaiting(ids) {
  try {
    await change("scan", ({ store }) => Promise.all(ids.map((id) => store.delete(id))));
    return ids.length;
  } catch {
    return 0; // they go up again, and get the same answer
  }
}

/**
 * How many scans wait, null where the phone cannot tell, and how many of them are for another conference than this, if
 * the phone is paired with one.
 */
export async function count(conference) {
  const waiting = await ask((db) => db.count("scan"), null);
  if (conference === undefined || waiting === null) return { waiting, foreign: 0 };
  const ours = [conference, ANY_CONFERENCE].map((name) => ask((db) => db.countFromIndex("scan", "conference", name), 0));
  const own = (await Promise.all(ours)).reduce((sum, number) => sum + number, 0);
  return { waiting, foreign: waiting - own };
}

/** The latest scans for a conference, the newest first: `verdict` is what was said to them. */
export async function recent(number, conference) {
  const [waiting, sent] = await Promise.all(["scan", "sent"].map((name) => ask((db) => db.getAll(name), [])));
  const undone = new Map((await undos()).map(({ id, undone_at }) => [id, undone_at]));
  const own = [...sent, ...waiting].filter((scan) => conference === undefined || isFor(scan, conference));
  const all = own.sort(byTime).reverse().slice(0, number);
  return all.map((scan) => {
    return { ...scan, verdict: scan.verdict ?? told(scan), undone_at: scan.undone_at ?? undone.get(scan.id) };
  });
}

/** What the phone by itself said to a person. */
export function told({ said, type }) {
  return said ?? (type === "exit" ? "exited" : "admitted");
}

/** The server lives another life (a restore from a backup): it is told everything anew. */
export function startAnew(conference) {
  return change(["scan", "sent", "undo"], (transaction) => putBack(transaction, conference), { patience: LONG });
}

async function putBack(transaction, conference) {
  const [waiting, sent, undo] = ["scan", "sent", "undo"].map((name) => transaction.objectStore(name));
  for (const { verdict, undone_at, ...scan } of await sent.getAll()) {
    if (!isFor(scan, conference)) continue;
    await Promise.all([sent.delete(scan.id), waiting.put(asTold(scan, verdict))]);
    if (undone_at) await undo.put({ id: scan.id, conference, undone_at });
  }
}

/**
 * Take a scan back, and give it; a walk-in's is not kept here, and goes by the phone's `conference`. It goes up
 * nevertheless, and after it that it was taken back.
 */
export function takeBack({ id, conference, undone_at }) {
  return change(["scan", "sent", "undo"], async (transaction) => {
    const [waiting, sent, undo] = ["scan", "sent", "undo"].map((name) => transaction.objectStore(name));
    const answered = await sent.get(id);
    if (answered) await sent.put({ ...answered, undone_at });
    const scan = answered ?? (await waiting.get(id));
    await undo.put({ id, conference: scan?.conference || conference, undone_at });
    return scan;
  });
}

/** What was taken back and the server has not heard of. */
export function undos() {
  return ask((db) => db.getAll("undo"), []);
}

/** Whether the server has not answered a scan yet, as far as the phone can tell. */
export async function isWaiting(id) {
  return (await ask((db) => db.count("scan", id), 1)) > 0;
}

/** Those of these scans that have been taken back. */
export async function takenBack(scans) {
  const taken = await Promise.all(scans.map(({ id }) => ask((db) => wasTakenBack(db, id), false)));
  return scans.filter((_, at) => taken[at]);
}

async function wasTakenBack(db, id) {
  const [waits, sent] = await Promise.all([db.count("undo", id), db.get("sent", id)]);
  return waits > 0 || Boolean(sent?.undone_at);
}

/** The server has heard that a scan was taken back; where it said no, the scan stands, and is given. */
export function settleUndo(id, { stands = false } = {}) {
  return change(["sent", "undo"], async (transaction) => {
    const [sent, undo] = ["sent", "undo"].map((name) => transaction.objectStore(name));
    const [scan, taken] = await Promise.all([sent.get(id), undo.get(id)]);
    if (scan) await sent.put({ ...scan, undone_at: stands ? undefined : (taken?.undone_at ?? scan.undone_at) });
    await undo.delete(id);
    return scan;
  });
}

/** Forget the scans of a conference that the server has answered. */
export async function forgetSent(conference) {
  try {
    await change("sent", (transaction) => dropSent(transaction.store, conference), { patience: LONG });
  } catch {
    // The next heartbeat tries again.
  }
}

async function dropSent(store, conference) {
  for (const scan of await store.getAll()) {
    if (isFor(scan, conference)) await store.delete(scan.id);
  }
}

/** A scan whose answer the person at the door was told: it is no question any more. */
function asTold(scan, verdict) {
  if (scan.decided === "offline") return scan;
  const wasLetIn = verdict === told(scan) || verdict === "conflict";
  return { ...scan, ...offline(wasLetIn ? undefined : verdict) };
}

function isFor(scan, conference) {
  return scan.conference === conference || scan.conference === ANY_CONFERENCE;
}

function byTime(one, other) {
  return one.scanned_at.localeCompare(other.scanned_at);
}
