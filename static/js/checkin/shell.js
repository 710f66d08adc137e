// The page and all it loads, kept on the phone by its worker script (sw.js), and how a newer version takes over.

const { page, worker } = document.body.dataset;
/** What the names of the caches begin with that hold a version each; the oldest is the one that is served. */
const FAMILY = `scanner-${document.documentElement.lang}-`;
/** Milliseconds after which the server is asked again whether there is a newer version. */
const LOOK_AGAIN = 15 * 60_000;

let registration;
let isIdle = () => false;
let looked = performance.now();
let wasOnline = true;
/** Whether this page is an older version than the one that is kept. */
let isOld = false;

/** Keep the page, and ask the browser not to throw away what is stored. `idle()` tells whether nothing is under way. */
export async function keep(idle) {
  isIdle = idle;
  navigator.storage?.persist?.();
  registration = await navigator.serviceWorker?.register(worker, { scope: page }).catch(() => undefined);
  registration?.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => renew());
  });
  await renew();
}

/** Go on with the newest version, once nothing waits here and nobody is reading a verdict. */
export async function renew({ online = wasOnline } = {}) {
  // Where the server was away, it may have come back as a newer one.
  if (online && (!wasOnline || performance.now() - looked > LOOK_AGAIN)) look();
  wasOnline = online;
  const older = (await versions()).slice(0, -1);
  isOld ||= older.length > 0;
  if (!isOld || !isIdle()) return;
  await Promise.all(older.map((name) => caches.delete(name)));
  if (isIdle()) location.reload();
}

/** Whether this is a browser's page on an iPhone: there only a page on the home screen keeps for long what it has. */
export function isOnLoan() {
  return navigator.standalone === false;
}

/** The caches that hold a whole version, the oldest first; none where the browser keeps nothing. */
async function versions() {
  const all = await caches.keys().catch(() => []);
  const names = all.filter((name) => name.startsWith(FAMILY));
  const pages = await Promise.all(names.map((name) => caches.match(page, { cacheName: name })));
  return names.filter((_, index) => pages[index]);
}

/** Ask the server whether there is a newer version. */
function look() {
  looked = performance.now();
  registration?.update().catch(() => undefined);
}
