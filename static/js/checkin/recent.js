// What this phone has read lately, and how a reading is taken back.

import { reasonOf } from "./reason.js";
import { clockTime } from "./saying.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);

/** Readings that are shown. */
const SHOWN = 20;
/** Milliseconds in which the phone may take a reading back. */
const UNDO_WITHIN = 15 * 60_000;
/** Milliseconds that a word to an undo stands on the screen. */
const TOLD_FOR = 6_000;
const CAN_BE_UNDONE = new Set(["admitted", "exited", "conflict"]);

/** What is known of readings while the page is open, by id: also the name, which is never stored, and soon forgotten. */
const remembered = new Map();
let kept = async () => [];
let takeBack;
let forgetting;

/**
 * Show the readings: `scans(number)` gives those that are stored, the newest first; `undo(id)` takes one back, and
 * answers "undone" or, without a network, "waits".
 */
export function begin({ scans, undo }) {
  kept = scans;
  takeBack = undo;
  for (const id of ["just-read", "to-latest"]) part(id).addEventListener("click", open);
  part("latest").addEventListener("close", () => part("latest-list").replaceChildren());
}

/** Remember what was said to a scan. */
export function remember({ id, scanned_at }, { sign, tone, word, attendee }) {
  const before = remembered.get(id);
  remembered.set(id, { id, scanned_at, sign, tone, word, name: attendee?.name ?? before?.name ?? "" });
  showLast();
  setTimeout(forgetName, UNDO_WITHIN, id);
}

/** Forget everything: the phone is no device of the door any more. */
export function forget() {
  remembered.clear();
  part("latest-list").replaceChildren();
  part("just-read").hidden = true;
  part("just-read-text").textContent = "";
}

/** Take a reading back, and say so on the screen. */
export async function undo(id) {
  tell(await tryUndo(id));
}

function tell(said) {
  for (const line of [part("told"), part("latest-told")]) line.textContent = said;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => (part("told").textContent = ""), TOLD_FOR);
}

/** A reading that was taken back without a network stands after all: the server has said why. */
export function tellStands(id, refusal) {
  const reading = remembered.get(id);
  if (reading) reading.undone = false;
  showLast();
  tell([reading?.name, reasonOf(refusal)].filter(Boolean).join(": "));
}

async function tryUndo(id) {
  try {
    const outcome = await takeBack(id);
    const reading = remembered.get(id);
    if (reading) reading.undone = true;
    showLast();
    const said = outcome === "waits" ? words.undo_waits : words.undone;
    return reading?.name ? `${reading.name}: ${said}` : said;
  } catch (error) {
    return reasonOf(error);
  }
}

function forgetName(id) {
  const reading = remembered.get(id);
  if (!reading) return;
  reading.name = "";
  showLast();
}

async function open() {
  part("about").close();
  part("latest-told").textContent = "";
  await list();
  part("latest").showModal();
  part("latest").focus();
}

async function list() {
  const readings = await known();
  part("latest-none").hidden = readings.length > 0;
  part("latest-list").replaceChildren(...readings.map(rowFor));
}

/** Stored readings with what is remembered of them; where nothing can be stored, what is remembered alone. */
async function known() {
  const all = new Map([...remembered].reverse());
  for (const scan of await kept(SHOWN)) all.set(scan.id, { ...readingOf(scan), ...all.get(scan.id) });
  return [...all.values()].sort((one, other) => other.scanned_at.localeCompare(one.scanned_at)).slice(0, SHOWN);
}

function readingOf({ id, scanned_at, verdict, undone_at }) {
  return { id, scanned_at, sign: verdict, tone: words.tones[verdict], word: words.verdicts[verdict], undone: Boolean(undone_at) };
}

function rowFor(reading) {
  const row = part("latest-row").content.firstElementChild.cloneNode(true);
  const within = (selector) => row.querySelector(selector);
  const time = clockTime(reading.scanned_at);
  row.classList.add(`is-${reading.tone}`);
  row.classList.toggle("is-undone", Boolean(reading.undone));
  within("use").setAttribute("href", `#sign-${reading.sign}`);
  within(".latest-time").textContent = time;
  within(".latest-word").textContent = reading.undone ? `${reading.word} (${words.undone})` : reading.word;
  within(".latest-name").textContent = reading.name ?? "";
  const button = within("button");
  button.hidden = !canUndo(reading);
  button.setAttribute("aria-label", fill(words.undo_reading, { word: reading.name || reading.word, time }));
  button.addEventListener("click", async () => {
    await undo(reading.id);
    await list();
    part("latest").focus();
  });
  return row;
}

function canUndo({ sign, undone, scanned_at }) {
  return !undone && CAN_BE_UNDONE.has(sign) && Date.now() - Date.parse(scanned_at) < UNDO_WITHIN;
}

function showLast() {
  const reading = [...remembered.values()].at(-1);
  if (!reading) return;
  const word = reading.undone ? words.undone : reading.word;
  part("just-read").hidden = false;
  // What was taken back is green no more.
  part("just-read").className = reading.undone ? "latest-chip" : `latest-chip is-${reading.tone}`;
  part("just-read-sign").setAttribute("href", reading.undone ? "" : `#sign-${reading.sign}`);
  part("just-read-text").textContent = [clockTime(reading.scanned_at), reading.name, word].filter(Boolean).join(" · ");
}
