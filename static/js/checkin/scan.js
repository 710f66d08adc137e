// One scan: stored, sent, and answered within a moment by the server or else by the phone.

import * as chooser from "./chooser.js";
import * as clock from "./clock.js";
import { lookupOf } from "./code.js";
import * as contact from "./contact.js";
import { judge } from "./judge.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import * as recent from "./recent.js";
import * as saying from "./saying.js";
import { ANY_CONFERENCE } from "./store.js";
import * as verdict from "./verdict.js";
import { words } from "./words.js";

/** Milliseconds from the reading in which the server is waited for. */
const PATIENCE = 120;
/** The same, for somebody found by name: of them the phone knows nothing by itself. */
const PATIENCE_BY_NAME = 8_000;
/** Milliseconds after which nobody stands there any more to be told that the server says otherwise. */
const STILL_THERE = 600_000;

/** Scans that have no verdict yet. */
let open = 0;

/** Whether a scan still waits for its verdict. */
export function isBusy() {
  return open > 0;
}

/**
 * Scan a ticket: its code, or the id of an attendee where there is no ticket at hand. `override` is staff letting
 * in whom the door would not, `isLetIn` staff letting in whom the phone does not know.
 */
export function scan({ code, attendee }, { override = false, isLetIn = false } = {}) {
  const again = (more) => scan({ code, attendee }, more);
  return whileBusy({ isAsking: Boolean(attendee) }, async () => {
    const began = performance.now();
    const record = await newRecord({ code, attendee, override });
    const found = list.find(record.list, { code, lookup: record.lookup });
    const scanned = { isLetIn, began, again, pairing: contact.state.pairing ?? {} };
    if (record.decided === "online") await askServer(record, found, scanned);
    else await decideAlone(record, found, scanned);
  });
}

/** Scan several people of a party, and say how they fare together; whom it is, only the server knows. */
export function scanTogether(attendees) {
  return whileBusy({ isAsking: true }, async () => {
    const records = await Promise.all(attendees.map((attendee) => newRecord({ attendee })));
    if (!contact.state.online) {
      verdict.show({ ...saying.ofPhone("not_stored"), advice: words.no_network });
      return;
    }
    const answer = (await storeAndSend(records)) ?? { results: [] };
    const { results } = answer;
    const { pairing } = contact.state;
    results.forEach((result, at) => recent.remember(records[at], saying.ofServer(records[at], answer, result, pairing ?? {})));
    if (results.length) verdict.show(saying.together(results, records.length - results.length));
    else verdict.show(saying.ofPhone("stored"));
  });
}

/** Say that a code is none of ours. */
export function refuse() {
  verdict.show(saying.ofPhone("no_ticket"));
}

/** A scan that had waited is answered: where the person was told something else, the screen says so. */
export function settle(record, answered, result) {
  const key = queue.told(record);
  correct(record, { key, tone: toneOf(key) }, { answered, result });
}

/** Whatever fails on the way to a verdict, the person at the door is told that nothing is stored. */
async function whileBusy({ isAsking }, deed) {
  open += 1;
  if (isAsking) verdict.tellAsking(true);
  try {
    await deed();
  } catch (error) {
    console.error(error);
    verdict.show(saying.ofPhone("not_stored"));
  } finally {
    open -= 1;
    if (isAsking) verdict.tellAsking(false);
  }
}

async function newRecord({ code, attendee, override }) {
  return {
    id: crypto.randomUUID(),
    conference: contact.state.conference ?? ANY_CONFERENCE,
    list: chooser.chosen(),
    ...(code ? { lookup: await lookupOf(code) } : { attendee }),
    scanned_at: new Date().toISOString(),
    type: chooser.direction(),
    decided: contact.state.online ? "online" : "offline",
    ...(override && { override }),
    ...(clock.offset !== undefined && { offset_ms: clock.offset }),
  };
}

/** Show the server's word if it comes in time; else the phone's own, and the server's later where it is another. */
async function askServer(record, found, scanned) {
  // What waits is delivered by itself as well: not this, before it is known what the person was told.
  contact.hold(record.id);
  let asked = Promise.resolve(null);
  try {
    await queue.put(record);
    asked = contact.sendNow(record).catch(() => null);
    const patience = record.attendee ? PATIENCE_BY_NAME : PATIENCE;
    const left = Math.max(0, scanned.began + patience - performance.now());
    const inTime = await Promise.race([asked, new Promise((done) => setTimeout(done, left))]);
    if (inTime) {
      sayTheirs(record, inTime, scanned);
      return;
    }
    const own = ourWord(record, await found, scanned);
    await queue.decideHere(record.id, own.said);
    const told = sayOurs(record, own, scanned);
    // Nobody waits for it: the next ticket may be read meanwhile.
    asked.then((later) => later && correct(record, told, { answered: later, result: later.results[0], again: scanned.again }));
  } finally {
    asked.then(() => contact.release(record.id));
  }
}

/** Without a network the scan is stored once, with what the phone says to it, and then said. */
async function decideAlone(record, found, scanned) {
  const own = ourWord(record, await found, scanned);
  await queue.put({ ...record, ...queue.offline(own.said) });
  sayOurs(record, own, scanned);
}

/** Store these scans and send them in one call. */
async function storeAndSend(records) {
  for (const { id } of records) contact.hold(id);
  try {
    await queue.put(...records);
    return await contact.sendAll(records);
  } finally {
    for (const { id } of records) contact.release(id);
  }
}

/** The phone's own word: its key, what the server is told of it, and all there is to say. */
function ourWord(record, found, { isLetIn, pairing }) {
  const now = clock.ours(Date.parse(record.scanned_at));
  const { key, said } = judge({ ...record, isLetIn }, found, { device: pairing.device, now });
  const attendee = found.person && { id: null, ...found.person };
  return { key, said, spoken: saying.ofPhone(key, { attendee, first: found.arrival, scan: record, pairing }) };
}

function sayOurs(record, { key, said, spoken }, scanned) {
  say(record, spoken, scanned);
  measure(scanned);
  if (!said) contact.remember(record, queue.told(record));
  return { key: said ?? key, tone: spoken.tone, hints: spoken.hints.length };
}

function sayTheirs(record, answer, scanned) {
  const [result] = answer.results;
  say(record, saying.ofServer(record, answer, result, scanned.pairing), scanned);
  measure(scanned);
  remember(record, result);
}

function correct(record, told, { answered, result, again }) {
  remember(record, result);
  const { pairing } = contact.state;
  const said = saying.ofServer(record, answered, result, pairing ?? {});
  // "Stored, not checked" was no answer yet: while it stands there, this is the first.
  if (told.key === "unknown" && verdict.isAbout(record.id)) {
    say(record, said, { again });
    return;
  }
  if (said.tone === told.tone || result.verdict === told.key) {
    // A party, or what a workshop's guests are given, only the server knows. To a scan that had waited nothing is
    // added: its guest has gone in, with the hints that the phone knew.
    const isMore = said.party.length > 0 || said.hints.length > told.hints;
    if (isMore && "hints" in told) verdict.add({ ...said, about: record.id }, deedsFor(record, said, {}));
    return;
  }
  recent.remember(record, said);
  const isLate = Date.now() - Date.parse(record.scanned_at) > STILL_THERE;
  if (!isLate) verdict.show({ ...saying.corrected(said), about: record.id }, deedsFor(record, said, {}));
}

function remember(record, { verdict: word, first }) {
  return contact.remember(record, word, first);
}

function say(record, said, { again }) {
  // Somebody found by name may be the wrong one: the undo is there until the next guest.
  const stays = Boolean(record.attendee);
  verdict.show({ ...said, about: record.id, stays }, deedsFor(record, said, { again }));
  recent.remember(record, said);
}

/** Measure from the reading to the painted verdict. */
function measure({ began }) {
  requestAnimationFrame(() => setTimeout(() => performance.measure("verdict", { start: began })));
}

/** What the person at the door can do about what was said. */
function deedsFor({ id }, { sign, tone, admits, party }, { again }) {
  return {
    ...(again && sign === "stored" && { letIn: () => again({ isLetIn: true }) }),
    ...(again && admits && { letIn: () => again({ override: true }) }),
    ...(tone === "green" && sign !== "again" && { undo: () => recent.undo(id) }),
    ...(party.length > 0 && { checkIn: scanTogether }),
  };
}

/** The colour of what the phone has said by itself. */
function toneOf(key) {
  return key === "unknown" ? words.tones.stored : words.tones[key];
}
