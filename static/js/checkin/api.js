// The server's interface (docs/checkin-api.md): one call a function, two ways to fail.

const BASE = document.body.dataset.api;
/** Milliseconds until a call counts as lost. */
const PATIENCE = 15_000;

/** The phone is no device of the door, or not any more. */
export class NotPaired extends Error {}
/** The server did not answer, or could not. */
export class Unreachable extends Error {}

/** Our clock minus the phone's, in milliseconds, as the last answer showed it; undefined before. */
export let offset;

/** Who this phone is, its lists and the counts; tells how many scans wait here. */
export function askStatus(waiting) {
  return call(`status?waiting=${waiting}`);
}

/** The server's answer to these scans, in their order, and when they were sent. */
export async function sendScans(scans, waiting) {
  const sent_at = new Date().toISOString();
  const answer = await call("scans", { sent_at, scans, waiting });
  return { ...answer, sent_at };
}

async function call(path, body) {
  const sent = Date.now();
  const response = await ask(path, body);
  if (response.status === 401) throw new NotPaired();
  if (!response.ok) throw new Unreachable(`${response.status}`);
  const answer = await response.json();
  offset = Math.round(Date.parse(answer.received_at) - (sent + Date.now()) / 2);
  return answer;
}

async function ask(path, body) {
  const options = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  if (body) {
    Object.assign(options, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }
  try {
    return await fetch(BASE + path, options);
  } catch {
    throw new Unreachable();
  }
}
