// Keeps the scanner's page and all it loads, so that it opens without a network. Tickets are none of its business.
//
// Each version lies in a cache of its own. The oldest is served until the page lets go of it (shell.js): it knows when
// nothing waits to be delivered. Browsers take their time to change workers, so none of this hangs on which one runs.
const FAMILY = {{ ("scanner-" ~ language() ~ "-") | tojson }};
const CACHE = FAMILY + {{ version | tojson }};
const PAGE = {{ path_for("checkin.scanner") | tojson }};
const SHELL = {{ assets | tojson }};

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === PAGE || pathname.startsWith("/static/")) event.respondWith(fromShell(request));
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((address) => new Request(address, { cache: "reload" })));
}

async function fromShell(request) {
  for (const name of await caches.keys()) {
    const kept = name.startsWith(FAMILY) && (await caches.match(request, { cacheName: name }));
    if (kept) return kept;
  }
  return fetch(request);
}
