// The server's interface (docs/checkin-api.md): one call a function, three ways to fail.

import * as clock from "./clock.js";

const BASE = document.body.dataset.api;
/** Milliseconds until a call counts as lost: a heartbeat, a whole list, anything else. */
const PATIENCE = { heartbeat: 5_000, list: 60_000, call: 15_000 };

/** The phone is no device of the door, or not any more. */
export class NotPaired extends Error {}
/** The server did not answer, or could not: also where something between us answered in its place. */
export class Unreachable extends Error {}
/** The server has said no: `code`, its words in `message`, and what is wrong with each of `fields`. */
export class Refusal extends Error {
  constructor({ code, message, fields = {} }) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

/** Who this phone is, its lists, the counts of one and its revision; tells what waits here, and this clock. */
export function askStatus({ waiting, list }) {
  const told = { sent_at: new Date().toISOString(), ...(waiting !== undefined && { waiting }), ...(list && { list }) };
  const query = new URLSearchParams(told);
  return call(`status?${query}`, { proof: "lists", patience: PATIENCE.heartbeat });
}

/** A list's sealed tickets and arrivals: what changed since `known`, or the whole. */
export function askBundle(list, known) {
  const query = new URLSearchParams({ list, ...(known && { since: known.revision, epoch: known.epoch }) });
  return call(`bundle?${query}`, { proof: "records", patience: PATIENCE.list });
}

/** The server's answer to these scans of a conference, in their order, and when they were sent. */
export async function sendScans(scans, { conference, waiting }) {
  const sent_at = new Date().toISOString();
  const body = { sent_at, conference, scans: scans.map(({ conference: _, ...scan }) => scan), waiting };
  return { ...(await call("scans", { proof: "results", body })), sent_at };
}

/** Take a scan back. */
export function undo({ id, undone_at, sent_at }) {
  return call("undo", { proof: "undone_at", body: { id, undone_at, sent_at } });
}

/** The people whose name or workplace holds these words. */
export async function search(q) {
  return (await call("search", { proof: "attendees", body: { q } })).attendees;
}

/** Give a place and a ticket to a guest without a registration: id, list, name, email?, organisation?, override?. */
export function walkIn(guest) {
  return call("walk-ins", { proof: "verdict", body: guest });
}

/** This phone is no device of the door any more. */
export function end() {
  return call("end", { proof: "ended_at", body: {} });
}

/** The answer, once it is known for ours: it has the member that proves it. */
async function call(path, { proof, body, patience = PATIENCE.call }) {
  const sent = Date.now();
  const { ok, status, answer } = await reach(path, body, patience);
  if (ok && answer instanceof Object && proof in answer) {
    if (answer.received_at) await clock.measure(answer.received_at, sent, Date.now());
    return answer;
  }
  const error = answer?.error;
  if (error?.code === "not_paired") throw new NotPaired();
  if (error?.code && status < 500) throw new Refusal(error);
  throw new Unreachable(`${status}`);
}

async function reach(path, body, patience) {
  const patient = new AbortController(); // AbortSignal.timeout is younger than phones that are in use
  const late = setTimeout(() => patient.abort(), patience);
  try {
    const response = await fetch(BASE + path, optionsFor(body, patient.signal));
    const answer = await response.json().catch(() => null);
    return { ok: response.ok, status: response.status, answer };
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(late);
  }
}

function optionsFor(body, signal) {
  const options = { cache: "no-store", redirect: "error", signal };
  if (!body) return options;
  return { ...options, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
