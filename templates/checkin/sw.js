// Keeps the scanner's page and all it loads, so that it opens without a network. Tickets are none of its business.
const CACHE = {{ ("checkin-" ~ language() ~ "-" ~ version) | tojson }};
const FAMILY = {{ ("checkin-" ~ language() ~ "-") | tojson }};
const SHELL = {{ assets | tojson }};

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers());
});

// A newer version waits until its page has nothing left to deliver; the page says when.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const kept = address.pathname + address.search;
  if (SHELL.includes(kept)) event.respondWith(fromShell(kept, request));
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((address) => new Request(address, { cache: "reload" })));
}

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(FAMILY) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(kept, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(kept)) ?? fetch(request);
}
