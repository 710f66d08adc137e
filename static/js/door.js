// The organisers' page of the door, asked for again every three seconds; without this it is read by reloading.

/** Milliseconds between two questions. */
const PAUSE = 3000;
const board = document.getElementById("board");

let etag = "";

async function ask() {
  if (document.hidden) return;
  const response = await fetch(board.dataset.now, { cache: "no-store", headers: { "If-None-Match": etag } });
  if (response.redirected) location.reload(); // signed out meanwhile
  if (response.status !== 200) return;
  etag = response.headers.get("ETag") ?? "";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  follow(board.querySelector("#now"), page.getElementById("now"));
}

/** Make an element like a newer one; what stays is left in place, so that nobody loses the link they are on. */
function follow(element, newer) {
  for (const { name, value } of newer.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  for (const { name } of [...element.attributes]) {
    // A table that somebody has opened stays open.
    if (!newer.hasAttribute(name) && name !== "open") element.removeAttribute(name);
  }
  const known = new Map(keyed(element));
  [...newer.childNodes].forEach((child, at) => {
    const key = child.dataset?.key;
    const own = key ? known.get(key) : alike(element.childNodes[at], child);
    if (!own) element.insertBefore(document.importNode(child, true), element.childNodes[at] ?? null);
    else {
      if (element.childNodes[at] !== own) element.insertBefore(own, element.childNodes[at]);
      if (own.nodeType === Node.ELEMENT_NODE) follow(own, child);
      else if (own.data !== child.data) own.data = child.data;
    }
  });
  while (element.childNodes.length > newer.childNodes.length) element.lastChild.remove();
}

const keyed = (element) =>
  [...element.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]);

/** The node, if it is of the other's sort, and no row that may still be wanted elsewhere. */
function alike(node, other) {
  return node?.nodeName === other.nodeName && !node.dataset?.key ? node : undefined;
}

setInterval(() => ask().catch(() => undefined), PAUSE);
