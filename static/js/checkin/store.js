// What this phone keeps, in IndexedDB. Without a ticket in hand nothing of it tells who anybody is.
//
// The database "checkin", version 2, holds
//   scan     scans that the server has not answered, by id: conference, list, lookup (or attendee, an id of the
//            server's), scanned_at, type, decided, said?, override?, offset_ms?
//   sent     scans that it has answered: the same, its verdict, and undone_at when taken back. They go up again
//            when the server's epoch is another, so they stay until this phone's time is over
//   undo     what was taken back and the server has not heard of, by the scan's id: conference, undone_at
//   sealed   a list's tickets, by its key: epoch, revision, records (lookup → sealed record)
//   arrival  who is in, by list and lookup: at, device
//   known    "pairing": device, conference, desk, lists, hints; "conference": that of the last pairing; "list": the
//            key of the one that is read for; "epochs" of the server, by conference; "offset": its clock minus ours,
//            in ms; "lives": see life.js
// A lookup is 16 bytes of a hash of the ticket's code; the code itself is never kept. Version 1 had scan, without
// a conference, and known.

import { openDB } from "/static/vendor/idb.js";

/** Of scans from version 1: they go to whichever conference the phone is paired with. */
export const ANY_CONFERENCE = "";

/** Milliseconds in which the database is open or a scan is stored, or the phone says that it is not. */
const PATIENCE = 6_000;
/** What is thrown where the connection has gone, as browsers do to pages in the background: a new one will do. */
const GONE = ["InvalidStateError", "UnknownError", "AbortError"];

/** The database gave no answer in time. */
export class NotStored extends Error {}

let database = null;

/** What a question finds; a phone that can store nothing knows nothing, and still scans to say so. */
export async function ask(question, otherwise, { patience = PATIENCE } = {}) {
  try {
    return await connected((db) => within(patience, question(db)));
  } catch {
    return otherwise;
  }
}

/** Change these stores in one transaction. When this returns, it survives the phone's death. Throws where it cannot. */
export function change(stores, deed, { patience = PATIENCE } = {}) {
  return connected((db) => attempt(db.transaction(stores, "readwrite", { durability: "strict" }), deed, patience));
}

/** Something the phone knows of itself, or null. */
export async function recall(name) {
  return (await ask((db) => db.get("known", name), null)) ?? null;
}

/** Know something, as long as there is room for it. */
export function know(name, value) {
  return ask((db) => (value === null ? db.delete("known", name) : db.put("known", value, name)));
}

/** All of the deed, or nothing. */
async function attempt(transaction, deed, patience) {
  const done = transaction.done;
  done.catch(() => undefined); // where the deed has failed, its own reason is the one to tell
  try {
    return await within(patience, Promise.resolve(deed(transaction)).then((outcome) => done.then(() => outcome)));
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

/** Do it with the database, and once more with a new connection where this one has gone: every deed can be repeated. */
async function connected(deed) {
  const mine = connection();
  try {
    return await deed(await mine);
  } catch (error) {
    if (!GONE.includes(error?.name)) throw error;
    if (database === mine) database = null;
    return deed(await connection());
  }
}

function connection() {
  database ??= open();
  return database;
}

function open() {
  const opening = openDB("checkin", 2, { upgrade, blocking, terminated: forget });
  const inTime = within(PATIENCE, opening);
  inTime.catch(() => undefined);
  // Where it takes too long, nobody waits for it again; whenever it is open after all, it is used.
  opening.then(
    () => database === inTime && (database = opening),
    () => database === inTime && forget(),
  );
  return inTime;
}

/** Another page wants to change the database: it may, and this one opens it anew. */
function blocking(_old, _new, { target }) {
  forget();
  target.close();
}

function forget() {
  database = null;
}

function within(patience, promise) {
  let late;
  const alarm = new Promise((_, fail) => {
    late = setTimeout(() => fail(new NotStored()), patience);
  });
  return Promise.race([promise, alarm]).finally(() => clearTimeout(late));
}

async function upgrade(db, from, _to, transaction) {
  if (from < 1) {
    db.createObjectStore("scan", { keyPath: "id" });
    db.createObjectStore("known");
  }
  transaction.objectStore("scan").createIndex("conference", "conference");
  db.createObjectStore("sent", { keyPath: "id" });
  db.createObjectStore("undo", { keyPath: "id" });
  db.createObjectStore("sealed", { keyPath: "list" });
  db.createObjectStore("arrival", { keyPath: ["list", "lookup"] });
  for await (const scan of transaction.objectStore("scan").iterate()) {
    scan.update({ ...scan.value, conference: ANY_CONFERENCE });
  }
}
