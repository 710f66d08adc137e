// The page and all it loads, kept on the phone so that it opens without a network.

const { page, worker } = document.body.dataset;

/** Keep the page, and ask the browser not to throw away what is stored. */
export function keep() {
  navigator.serviceWorker?.register(worker, { scope: page });
  navigator.storage?.persist?.();
}
