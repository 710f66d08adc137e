// Scans that the server has not answered yet, safe on this phone. They hold lookups: no code and no name.

import { openDB } from "/static/vendor/idb.js";

const database = openDB("checkin", 1, {
  upgrade(db) {
    db.createObjectStore("scan", { keyPath: "id" });
    db.createObjectStore("known");
  },
});

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
  const scans = await (await database).getAll("scan");
  return scans.sort((one, other) => one.scanned_at.localeCompare(other.scanned_at)).slice(0, count);
}

/** Forget scans that the server has answered. */
export async function remove(ids) {
  const transaction = (await database).transaction("scan", "readwrite");
  for (const id of ids) transaction.store.delete(id);
  await transaction.done;
}

/** How many scans wait. */
export async function length() {
  return (await database).count("scan");
}

/** What the phone knows of its pairing, so that it opens without a network. */
export async function pairing() {
  return (await database).get("known", "pairing");
}

export async function keepPairing(value) {
  await (await database).put("known", value, "pairing");
}

export async function forgetPairing() {
  await (await database).delete("known", "pairing");
}
