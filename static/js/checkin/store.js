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
//   known    "pairing": device, conference, desk, lists, hints; "list": the key of the one that is read for;
//            "epoch" of the server; "offset": its clock minus ours, in ms; "life": see life.js
// A lookup is 16 bytes of a hash of the ticket's code; the code itself is never kept. Version 1 had scan, without
// a conference, and known.

import { openDB } from "/static/vendor/idb.js";

/** Of scans from version 1: they go to whichever conference the phone is paired with. */
export const ANY_CONFERENCE = "";

let database = null;

/** What a question finds; a phone that can store nothing knows nothing, and still scans to say so. */
export async function ask(question, otherwise) {
  try {
    return await question(await connection());
  } catch {
    return otherwise;
  }
}

/** Change these stores in one transaction. When this returns, it survives the phone's death. Throws where it cannot. */
export async function change(stores, deed) {
  const transaction = (await connection()).transaction(stores, "readwrite", { durability: "strict" });
  const [outcome] = await Promise.all([deed(transaction), transaction.done]);
  return outcome;
}

/** Something the phone knows of itself, or null. */
export async function recall(name) {
  return (await ask((db) => db.get("known", name), null)) ?? null;
}

/** Know something, as long as there is room for it. */
export function know(name, value) {
  return ask((db) => (value === null ? db.delete("known", name) : db.put("known", value, name)));
}

function connection() {
  database ??= open().catch((error) => {
    database = null;
    throw error;
  });
  return database;
}

function open() {
  const forget = () => {
    database = null;
  };
  return openDB("checkin", 2, { upgrade, blocking: (_old, _new, { target }) => target.close(), terminated: forget });
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
