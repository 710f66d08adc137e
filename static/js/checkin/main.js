// The scanner: wires what is read (camera, USB scanner, typed, searched, address) to the scan, and the contact to the screen.

import * as bar from "./bar.js";
import * as chooser from "./chooser.js";
import { pairingIn, ticketIn } from "./code.js";
import * as contact from "./contact.js";
import * as ending from "./ending.js";
import * as feedback from "./feedback.js";
import * as install from "./install.js";
import * as keyboard from "./keyboard.js";
import * as people from "./people.js";
import * as queue from "./queue.js";
import * as recent from "./recent.js";
import * as saying from "./saying.js";
import { isBusy, refuse, scan, settle } from "./scan.js";
import * as shell from "./shell.js";
import { know, recall } from "./store.js";
import * as typing from "./typing.js";
import * as verdict from "./verdict.js";
import * as viewfinder from "./viewfinder.js";
import * as walkIn from "./walk_in.js";
import { words } from "./words.js";

const { page } = document.body.dataset;
/** Whether the phone can read tickets: it knows whose it is, and the list that it reads for. */
const isPaired = () => Boolean(contact.state.pairing && chooser.chosen());

/** Milliseconds after a verdict in which the same ticket, still before the camera, is not read again. */
const SAME_TICKET = 2_500;
/** The last text read, and until when it is not read again, by a clock that only ever goes on. */
let last = { text: null, until: 0 };
/** What was read while the screen was taken, and has been told so. */
let putOff = null;
/** Whether the phone knows who it is: the camera reads before. */
let isReady = false;
let wasPaired = false;

/** What the camera or a USB scanner reads: a pairing where the phone has none, else a ticket. */
async function onText(text) {
  const read = ticketIn(text) ?? text;
  if (!isReady || (read === last.text && performance.now() < last.until)) return;
  if (isTaken()) {
    if (read !== putOff) feedback.sign({ sign: "taken" });
    putOff = read;
    return;
  }
  const pairing = pairingIn(text);
  // Before the server was asked, a phone that has just been paired does not know it, and still sees its code.
  if (pairing && contact.state.pairing === null) location.assign(`${page}pair/${pairing}`);
  if (!isPaired()) return;
  last = { text: read, until: Infinity };
  putOff = null;
  const code = ticketIn(text);
  if (code) await scan({ code });
  else refuse();
  if (!verdict.isShown()) letGo();
}

/** Whether there is something on the screen that a reading must not push away. */
function isTaken() {
  return isBusy() || !verdict.yields() || Boolean(document.querySelector("dialog[open]:not(#verdict)"));
}

/** The last verdict is gone: its ticket, if it is still before the camera, is let pass for a moment. */
function letGo() {
  last.until = performance.now() + SAME_TICKET;
}

/** `/checkin/#paired=<conference>`: where the pairing page leads. */
function justPaired() {
  const conference = new URLSearchParams(location.hash.slice(1)).get("paired") ?? undefined;
  if (conference) history.replaceState(null, "", page);
  return conference;
}

/** `/checkin/#<code>`: where a ticket leads that another app has read. The code leaves the address at once. */
async function readAddress() {
  const code = ticketIn(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", page);
  // A phone that was paired a moment ago hears of it with its first contact.
  if (!isPaired()) await contact.beat();
  if (isPaired()) await scan({ code });
}

async function onVisible() {
  if (document.hidden) return;
  await viewfinder.start();
  await contact.beat();
}

function listen() {
  contact.onChange(bar.show);
  contact.onChange(shell.renew);
  contact.onChange(({ pairing }) => {
    const isOver = wasPaired && !pairing;
    wasPaired = Boolean(pairing);
    if (isOver) forgetEverybody();
  });
  contact.onAnswer(settle);
  contact.onStands(recent.tellStands);
  viewfinder.onChange(bar.showNotice);
  verdict.onGone(() => {
    letGo();
    contact.refresh();
  });
  chooser.onChange((key) => {
    know("list", key);
    contact.beat();
  });
  feedback.listenForTouch();
  install.begin();
  listenToSheets();
}

/** The phone is no device of the door any more: nobody's name stays on its screen. */
function forgetEverybody() {
  const isServing = ["typing", "people", "walk-in"].some((id) => document.getElementById(id).open);
  document.getElementById("told").textContent = isServing ? words.cut_off : "";
  recent.forget();
  walkIn.forget();
  verdict.clear();
  for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
}

function listenToSheets() {
  keyboard.listen(onText);
  typing.listen((code) => isPaired() && scan({ code }));
  people.begin({ checkIn: ({ id }) => scan({ attendee: id }), onCode: (code) => scan({ code }) });
  walkIn.begin({ onIn: onWalkIn, onCode: (code) => scan({ code }) });
  recent.begin({ scans: (number) => queue.recent(number, contact.state.conference), undo: contact.undo });
  ending.begin({ end: contact.end });
  document.getElementById("more").addEventListener("click", () => document.getElementById("about").showModal());
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

/** A guest without a registration is in: heard, felt and remembered like a scan; the hints are told. */
function onWalkIn(reading, { attendee, hints = [] }) {
  const { pairing } = contact.state;
  const said = saying.ofPhone("admitted", { attendee, scan: { list: chooser.chosen() }, pairing });
  recent.remember(reading, said);
  feedback.sign(said);
  contact.beat();
  return [...said.hints, ...hints];
}

/** Whether nothing of ours waits for the server, and nobody is in the middle of something. */
function isIdle() {
  const { waiting, foreign } = contact.state;
  return waiting === foreign && !isBusy() && !document.querySelector("dialog[open]");
}

async function begin() {
  listen();
  if (!bar.canScan()) {
    bar.showNotice();
    return;
  }
  // A slow network or a sick database keeps nobody from seeing the picture.
  const seeing = viewfinder.start().then(() => viewfinder.watch(onText));
  await contact.begin(chooser.chosen, justPaired());
  chooser.choose(await recall("list"));
  isReady = true;
  shell.keep(isIdle);
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("hashchange", readAddress);
  feedback.stayAwake();
  await Promise.allSettled([seeing, readAddress(), contact.keep()]);
}

begin();
