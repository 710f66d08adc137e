// Scans that the server has not answered yet, safe on this phone. They hold lookups: no code and no name.

import { openDB } from "/static/vendor/idb.js";

const database = open();

/** Store a scan; when this returns it survives the phone's death. Throws where nothing can be stored. */
export async function put(scan) {
  const transaction = (await database).transaction("scan", "readwrite", { durability: "strict" });
  transaction.store.put(scan);
  await transaction.done;
}

/** Note that the phone had to answer by itself, unless the scan has been delivered by now. */
export async function decideHere(id) {
  const transaction = (await database).transaction("scan", "readwrite");
  const scan = await transaction.store.get(id);
  if (scan) transaction.store.put({ ...scan, decided: "offline" });
  await transaction.done;
}

/** The scans that waited longest. */
export async function oldest(count) {
  const scans = await ask((db) => db.getAll("scan"), []);
  return scans.sort((one, other) => one.scanned_at.localeCompare(other.scanned_at)).slice(0, count);
}

/** Forget scans that the server has answered. */
export async function remove(ids) {
  const transaction = (await database).transaction("scan", "readwrite");
  for (const id of ids) transaction.store.delete(id);
  await transaction.done;
}

/** How many scans wait. */
export function length() {
  return ask((db) => db.count("scan"), 0);
}

/** What the phone knows of its pairing, so that it opens without a network. */
export function pairing() {
  return ask((db) => db.get("known", "pairing"), null);
}

export function keepPairing(value) {
  return ask((db) => db.put("known", value, "pairing"));
}

export function forgetPairing() {
  return ask((db) => db.delete("known", "pairing"));
}

async function open() {
  return openDB("checkin", 1, {
    upgrade(db) {
      db.createObjectStore("scan", { keyPath: "id" });
      db.createObjectStore("known");
    },
  });
}

/** A phone that can store nothing knows nothing, and still scans to say so: see `put`. */
async function ask(question, otherwise) {
  try {
    return await question(await database);
  } catch {
    return otherwise;
  }
}
