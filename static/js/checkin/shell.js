// The page and all it loads, kept on the phone by its worker script (sw.js), and how a newer version takes over.

const { page, worker } = document.body.dataset;
/** Milliseconds after which the server is asked again whether there is a newer version. */
const LOOK_AGAIN = 15 * 60_000;

let registration;
let isIdle = () => false;
let looked = performance.now();
let wasOnline = true;
/** Whether a newer worker has taken over, so that this page is the old one. */
let isOld = false;

/** Keep the page, and ask the browser not to throw away what is stored. `idle()` tells whether nothing is under way. */
export async function keep(idle) {
  isIdle = idle;
  navigator.storage?.persist?.();
  if (!navigator.serviceWorker) return;
  let isKept = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    isOld = isKept;
    isKept = true;
    renew();
  });
  registration = await navigator.serviceWorker.register(worker, { scope: page }).catch(() => undefined);
  registration?.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => renew());
  });
  renew();
}

/** Let a newer version take over, once nothing waits here and nobody is reading a verdict. */
export function renew({ online = wasOnline } = {}) {
  // Where the server was away, it may have come back as a newer one.
  if (online && (!wasOnline || performance.now() - looked > LOOK_AGAIN)) look();
  wasOnline = online;
  if (!isIdle()) return;
  if (isOld) reload();
  else registration?.waiting?.postMessage("take over");
}

/** Whether this is a browser's page on an iPhone: there only a page on the home screen keeps for long what it has. */
export function isOnLoan() {
  return navigator.standalone === false;
}

function reload() {
  isOld = false;
  location.reload();
}

/** Ask the server whether there is a newer version. */
function look() {
  looked = performance.now();
  registration?.update().catch(() => undefined);
}
