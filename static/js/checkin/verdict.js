// What the whole screen says about one scan, and what the person at the door can do about it.

import * as feedback from "./feedback.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);
const dialog = part("verdict");
const buttons = { next: part("next"), letIn: part("admit"), undo: part("take-back"), checkIn: part("all-here") };

/** Milliseconds that green stays; amber and red stay until a tap, and so does what has to be confirmed. */
const GREEN_STAYS = 1200;

/** Milliseconds that a screen reader has to read what has gone by itself. */
const PASSED_STAYS = 5_000;

const listeners = [];
/** What follows when the present one is done with: corrections, and what they have pushed aside. */
const line = [];
/** The saying on the screen and its deeds, or null. */
let present = null;
let closing;
let passing;
/** Corrections that were taken note of since the screen was last free. */
let noted = 0;

/**
 * Fill the screen with a saying (see saying.js), to be seen, heard and felt. A deed's button is there when the deed
 * is given: `letIn()`, `undo()`, `checkIn(ids)` for others of their party. What waits for a tap is not pushed away
 * by what is said of somebody else, unless that is a correction: it goes before anything else.
 */
export function show(saying, deeds = {}) {
  const now = { saying, deeds };
  leaveLine(saying.about);
  if (yields() || (isAbout(saying.about) && !present.saying.corrected)) fillScreen(now);
  else if (present.saying.corrected || !saying.corrected) standInLine(now);
  else {
    line.unshift(present);
    fillScreen(now);
  }
  tellPlace();
}

/** Show what there is to add to a verdict: in its place while it stands there, else once the screen is free. */
export function add(saying, deeds) {
  const isMore = isAbout(saying.about);
  if (isMore || yields()) fillScreen({ saying, deeds }, { isMore });
  else line.push({ saying, deeds });
}

/** Take everything off the screen, and what was to follow. */
export function clear() {
  line.length = 0;
  if (present) hide();
}

/** Whether anything is on the screen. */
export function isShown() {
  return present !== null;
}

/** Say that the server is being asked, or not any more. */
export function tellAsking(isAsking) {
  put("asking", isAsking ? words.asking : "");
}

/** Whether what is on the screen was said to the scan of this id. */
export function isAbout(id) {
  return id !== undefined && present?.saying.about === id;
}

/** Whether another ticket may take the screen at once: nothing is on it, or a green that asks for nothing. */
export function yields() {
  return !present || isPlainGreen(present.saying);
}

/** Call when the last verdict has left the screen. */
export function onGone(listener) {
  listeners.push(listener);
}

/** Corrections stand before what they have pushed aside. */
function standInLine(now) {
  const at = now.saying.corrected ? line.findIndex(({ saying }) => !saying.corrected) : -1;
  line.splice(at < 0 ? line.length : at, 0, now);
}

/** What was said of the same scan and has not been seen again is out of date. */
function leaveLine(id) {
  const at = line.findIndex(({ saying }) => id !== undefined && saying.about === id);
  if (at >= 0) line.splice(at, 1);
}

/** What is only more of the same was heard already, and a screen reader has read it. */
function fillScreen(now, { isMore = false } = {}) {
  clearTimeout(closing);
  present = now;
  const { saying, deeds } = now;
  dialog.className = `verdict is-${saying.tone}`;
  part("verdict-sign").setAttribute("href", `#sign-${saying.sign}`);
  tell(saying);
  tellPlace();
  offer(saying, deeds);
  // Opened anew each time, so that a screen reader reads each verdict, and reads it once.
  if (dialog.open && !isMore) dialog.close();
  if (!dialog.open) dialog.showModal();
  if (isPlainGreen(saying) && !saying.stays) closing = setTimeout(goByItself, GREEN_STAYS);
  focusOf(saying).focus();
  if (!isMore) feedback.sign(saying);
}

/** Where an Enter falls: never on an undo. */
function focusOf(saying) {
  if (isPlainGreen(saying) && !saying.stays) return dialog;
  return saying.party.length ? buttons.checkIn : buttons.next;
}

function tell({ word, attendee, names, advice, hints }) {
  put("verdict-word", word);
  put("verdict-name", attendee?.name ?? names);
  put("verdict-organisation", attendee?.organisation);
  part("verdict-kind").hidden = !attendee;
  put("verdict-shape", words.shapes[attendee?.kind]);
  put("verdict-kind-word", words.kinds[attendee?.kind]);
  put("verdict-advice", advice);
  part("verdict-hints").hidden = !hints.length;
  part("verdict-hints").replaceChildren(...hints.map((text) => element("li", text)));
}

/** Which of several corrections this is. */
function tellPlace() {
  const all = noted + [present, ...line].filter(({ saying }) => saying.corrected).length;
  const isOneOf = present.saying.corrected && all > 1;
  put("verdict-place", isOneOf ? fill(words.place, { number: noted + 1, all }) : "");
}

function offer({ sign, tone, hints, party, corrected, isForDesk }, deeds) {
  buttons.next.textContent = nextWord({ sign, hints, party, corrected }, deeds);
  buttons.next.classList.toggle("is-first", tone === "green" && !party.length);
  buttons.letIn.hidden = !deeds.letIn;
  buttons.letIn.textContent = sign === "stored" ? words.let_in : words.let_in_anyway;
  buttons.undo.hidden = !deeds.undo;
  part("look-up").hidden = !isForDesk;
  part("without").hidden = !isForDesk || part("to-walk-in").hidden;
  part("party").hidden = buttons.checkIn.hidden = !party.length;
  part("party-people").replaceChildren(...party.map(tickFor));
  countTicks();
}

function nextWord({ sign, hints, party, corrected }, deeds) {
  if (sign === "stored" && deeds.letIn) return words.turn_away;
  if (party.length) return words.only_this;
  if (corrected) return words.understood;
  return hints.length ? words.done : words.next;
}

function tickFor({ id, name, kind }) {
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", value: id });
  const about = Object.assign(element("small", `${words.shapes[kind]} ${words.kinds[kind]}`), { className: "quiet" });
  return element("li", element("label", tick, element("span", name), about));
}

function countTicks() {
  const ticks = [...part("party-people").querySelectorAll("input")];
  const number = ticks.filter(({ checked }) => checked).length;
  const all = ticks.length === 1 ? words.let_in_other : fill(words.let_in_others, { number: ticks.length });
  buttons.checkIn.textContent = number ? fill(words.let_in_some, { number }) : all;
}

/** The ticked ones of the party; with no tick at all everybody. */
function chosen() {
  const ticks = [...part("party-people").querySelectorAll("input")];
  const ticked = ticks.filter(({ checked }) => checked);
  return (ticked.length ? ticked : ticks).map(({ value }) => value);
}

function isPlainGreen({ tone, hints, party, corrected }) {
  return tone === "green" && !corrected && !hints.length && !party.length;
}

/** A green that goes takes the screen reader's attention with it before it has read to the end: so it is said again. */
function goByItself() {
  const { word, attendee } = present.saying;
  hide();
  put("passed", [word, attendee?.name].filter(Boolean).join(", "));
  clearTimeout(passing);
  passing = setTimeout(put, PASSED_STAYS, "passed", "");
}

function hide() {
  clearTimeout(closing);
  noted = line.length ? noted + Number(Boolean(present.saying.corrected)) : 0;
  present = null;
  dialog.close();
  // The word may stay; who it was said to is nobody's business any more.
  tell({ word: part("verdict-word").textContent, hints: [] });
  part("party-people").replaceChildren();
  const following = line.shift();
  if (following) fillScreen(following);
  else for (const listener of listeners) listener();
}

/** Do what a button is for, after the screen is free for what comes of it. */
function press(deed, ...given) {
  const { deeds } = present;
  hide();
  deeds[deed](...given);
}

function element(name, ...inside) {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
}

function put(id, text) {
  part(id).textContent = text ?? "";
}

for (const button of [buttons.next, part("look-up"), part("without")]) button.addEventListener("click", hide);
buttons.letIn.addEventListener("click", () => press("letIn"));
buttons.undo.addEventListener("click", () => press("undo"));
buttons.checkIn.addEventListener("click", () => press("checkIn", chosen()));
part("party-people").addEventListener("change", countTicks);
// A finger on a green screen that is about to go stops the clock: the tap decides.
dialog.addEventListener("pointerdown", () => clearTimeout(closing));
dialog.addEventListener("click", ({ target }) => !target.closest("button, label") && yields() && hide());
dialog.addEventListener("close", () => present && !dialog.open && hide());
