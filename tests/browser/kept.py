"""What a phone keeps, read and written past the scanner."""

from time import monotonic
from typing import Any

from playwright.sync_api import Page


def dump(page: Page) -> str:
    """Everything: databases, storage and caches."""
    kept: str = page.evaluate(_DUMP)
    return kept


def held(page: Page) -> dict[str, int]:
    """How many rows there are of scans that wait and that were answered, of lists and of who has come."""
    counts: dict[str, int] = page.evaluate(_HELD)
    return counts


def await_held(page: Page, **rows: int) -> None:
    """Wait until the phone holds so many rows of each, and none of what is not named."""
    wanted = {**dict.fromkeys(held(page), 0), **rows}
    until = monotonic() + 15
    while (found := held(page)) != wanted and monotonic() < until:
        pass
    assert found == wanted


def put_scan(page: Page, lookup: str, *, is_old: bool = False, **more: Any) -> None:
    """Have a scan wait; an old one in a database of the scanner's first version."""
    page.evaluate(_PUT_SCAN, [lookup, is_old, more])


def await_newer(page: Page) -> None:
    """Wait until a newer version of the scanner is there, and waits too."""
    page.evaluate(_NEWER)


_OPEN = """
  const opened = indexedDB.open("checkin");
  await new Promise((done) => { opened.onsuccess = done; });
  const ask = (name, question) => new Promise((done) => {
    const asked = opened.result.transaction(name).objectStore(name)[question]();
    asked.onsuccess = () => done(asked.result);
  });
"""

_DUMP = f"""async () => {{{_OPEN}
  const stores = await Promise.all(Array.from(opened.result.objectStoreNames, (name) => ask(name, "getAll")));
  opened.result.close();
  const files = [];
  for (const name of await caches.keys()) {{
    const cache = await caches.open(name);
    for (const answer of await cache.matchAll()) files.push(answer.url, await answer.text());
  }}
  const plain = (_key, value) => (value instanceof Map ? [...value] : value);
  return JSON.stringify([stores, {{ ...localStorage }}, {{ ...sessionStorage }}, files], plain);
}}"""

_HELD = f"""async () => {{{_OPEN}
  const held = {{}};
  for (const name of ["scan", "sent", "sealed", "arrival"]) held[name] = await ask(name, "count");
  opened.result.close();
  return held;
}}"""

_PUT_SCAN = """async ([lookup, isOld, more]) => {
  const opened = isOld ? indexedDB.open("checkin", 1) : indexedDB.open("checkin");
  opened.onupgradeneeded = () => {
    opened.result.createObjectStore("scan", { keyPath: "id" });
    opened.result.createObjectStore("known");
  };
  await new Promise((done) => { opened.onsuccess = done; });
  const [id, scanned_at] = [crypto.randomUUID(), new Date().toISOString()];
  const transaction = opened.result.transaction("scan", "readwrite");
  const scan = { id, list: "main", lookup, scanned_at, type: "entry", decided: "offline", ...more };
  transaction.objectStore("scan").put(scan);
  await new Promise((done) => { transaction.oncomplete = done; });
  opened.result.close();
}"""

_NEWER = """async () => {
  const until = performance.now() + 15000;
  const isSeen = async () => {
    const [, newer] = await caches.keys();
    return (newer && (await caches.match("/checkin/", { cacheName: newer }))) || performance.now() > until;
  };
  while (!(await isSeen())) await new Promise((next) => setTimeout(next, 50));
}"""
