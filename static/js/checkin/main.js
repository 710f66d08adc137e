// The scanner: reads a code, stores the scan, waits a moment for the server's word, and shows a verdict.

import * as api from "./api.js";
import * as camera from "./camera.js";
import { lookupOf, pairingIn, ticketIn } from "./code.js";
import * as feedback from "./feedback.js";
import * as queue from "./queue.js";
import * as verdict from "./verdict.js";

const words = JSON.parse(document.getElementById("words").textContent);
const part = (id) => document.getElementById(id);
const { page, worker } = document.body.dataset;

/** Milliseconds to wait for the server before the phone answers by itself. */
const PATIENCE = 120;
/** Milliseconds between two heartbeats. */
const HEARTBEAT = 10_000;
/** Milliseconds after a verdict in which the same ticket, still before the camera, is not read again. */
const SAME_TICKET = 2_500;
/** Scans that go up in one call. */
const BATCH = 200;

/** What the phone knows of itself: device, lists; null while it is not paired. */
let pairing = null;
let online = navigator.onLine;
let cameraFailed = false;
/** The last code read, and until when it is not read again. */
let last = { code: null, until: 0 };
/** The id of the scan whose verdict is on the screen. */
let shown = null;
/** Scans on their way up, which the queue leaves alone. */
const underway = new Set();
let delivering = null;

/* Pairing and contact */

async function heartbeat() {
  try {
    const status = await api.askStatus(await queue.length());
    setPairing({ device: status.device, lists: status.lists });
    await queue.keepPairing(pairing);
    const { arrived, expected } = status.counts;
    part("counts").textContent = verdict.fill(words.arrived, { arrived, expected });
    await setOnline(true);
    await deliver();
  } catch (error) {
    await tellFailure(error);
  }
}

async function tellFailure(error) {
  if (error instanceof api.NotPaired) {
    await queue.forgetPairing();
    setPairing(null);
    await setOnline(true);
  } else if (error instanceof api.Unreachable) {
    await setOnline(false);
  } else {
    throw error;
  }
}

function setPairing(value) {
  pairing = value;
  const chooser = part("list");
  const chosen = chooser.value;
  chooser.replaceChildren(...(pairing?.lists ?? []).map(({ key, name }) => new Option(name, key, false, key === chosen)));
  part("list-name").textContent = chooser.selectedOptions[0]?.text ?? part("list-name").textContent;
  part("about-device").textContent = pairing?.device ?? "";
  part("counts").hidden = !pairing;
  showNotice();
}

async function setOnline(value) {
  online = value;
  await showState();
}

async function showState() {
  const waiting = await queue.length();
  const state = online ? words.online : words.offline;
  const queued = waiting ? `, ${verdict.fill(words.waiting, { number: waiting })}` : "";
  part("state").className = `bar-state ${online ? "is-online" : "is-offline"}`;
  part("state-text").textContent = state + queued;
  const stuck = waiting > 0 && !pairing;
  part("undelivered").textContent = stuck ? verdict.fill(words.undelivered, { number: waiting }) : "";
}

/* Scanning */

async function onText(text) {
  if (verdict.isShown() || document.querySelector("dialog[open]")) return;
  const pairingCode = pairingIn(text);
  if (pairingCode && !pairing) {
    location.assign(`${page}pair/${pairingCode}`);
    return;
  }
  if (!pairing) return;
  const code = ticketIn(text) ?? text;
  if (code === last.code && Date.now() < last.until) return;
  last = { code, until: Infinity };
  if (ticketIn(text)) await scan(code);
  else say(null, verdict.ownWord("no_ticket"));
}

async function scan(code, { override = false } = {}) {
  const record = {
    id: crypto.randomUUID(),
    list: part("list").value,
    lookup: await lookupOf(code),
    scanned_at: new Date().toISOString(),
    type: "entry",
    decided: online ? "online" : "offline",
    ...(override && { override }),
    ...(api.offset !== undefined && { offset_ms: api.offset }),
  };
  try {
    await queue.put(record);
  } catch {
    say(null, verdict.ownWord("not_stored"));
    return;
  }
  await judge(record, () => scan(code, { override: true }));
}

/** Show the server's word if it comes in time; else the phone's own, and the server's when it comes. */
async function judge(record, onAdmit) {
  const asked = sendOne(record);
  const pause = new Promise((done) => setTimeout(done, online ? PATIENCE : 0));
  const inTime = await Promise.race([asked, pause]);
  if (inTime) {
    say(record.id, inTime, onAdmit);
    return;
  }
  say(record.id, verdict.ownWord("stored"));
  await queue.decideHere(record.id);
  const later = await asked;
  if (later && shown === record.id && verdict.isShown()) say(record.id, later, onAdmit);
}

/** The words for a scan that the server has answered, or null while it has not. */
async function sendOne(record) {
  underway.add(record.id);
  try {
    const answer = await api.sendScans([record], (await queue.length()) - 1);
    await queue.remove([record.id]);
    await setOnline(true);
    return verdict.describe(record, answer, answer.results[0], pairing.device);
  } catch (error) {
    await tellFailure(error);
    return null;
  } finally {
    underway.delete(record.id);
  }
}

function deliver() {
  delivering ??= deliverAll().finally(() => {
    delivering = null;
  });
  return delivering;
}

async function deliverAll() {
  for (;;) {
    const scans = (await queue.oldest(BATCH)).filter(({ id }) => !underway.has(id));
    if (!scans.length) return;
    await api.sendScans(scans, (await queue.length()) - scans.length);
    await queue.remove(scans.map(({ id }) => id));
    await showState();
  }
}

function say(id, saying, onAdmit) {
  shown = id;
  verdict.show(saying, onAdmit);
  feedback.sign(saying.tone);
}

/* The screen */

/** The one thing that keeps the phone from scanning, if there is one. */
function showNotice() {
  const key = !canScan() ? "insecure" : !pairing ? "unpaired" : cameraFailed ? "no_camera" : null;
  part("notice").hidden = !key;
  part("notice-word").textContent = words[key] ?? "";
  part("notice-advice").textContent = words[`${key}_advice`] ?? "";
  part("start").hidden = !cameraFailed;
  part("type").disabled = !canScan() || !pairing;
  part("state").hidden = !canScan();
  part("view").classList.toggle("is-blind", !camera.isRunning());
}

/** Browsers give camera and cryptography to https pages and to the computer's own. */
function canScan() {
  return window.isSecureContext && navigator.mediaDevices && crypto.subtle;
}

async function startCamera() {
  try {
    await camera.start(part("camera"));
    cameraFailed = false;
  } catch {
    cameraFailed = true;
  }
  part("torch").hidden = !camera.hasLight();
  showNotice();
}

async function toggleLight() {
  const on = part("torch").getAttribute("aria-pressed") !== "true";
  await camera.setLight(on);
  part("torch").setAttribute("aria-pressed", String(on));
}

async function submitTyped(event) {
  event.preventDefault();
  const code = ticketIn(part("typed").value);
  part("typed-error").textContent = code ? "" : words.typed_wrong;
  part("typed").setAttribute("aria-invalid", String(!code));
  if (!code || !pairing) return;
  part("typing").close();
  await scan(code);
}

function openTyping() {
  part("typed").value = "";
  part("typed-error").textContent = "";
  part("typed").removeAttribute("aria-invalid");
  part("typing").showModal();
}

/** `/checkin/#<code>`: where a ticket leads that another app has read. The code leaves the address at once. */
async function readAddress() {
  const code = ticketIn(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", page);
  if (pairing) await scan(code);
}

async function onVisible() {
  if (document.hidden) return;
  await feedback.stayAwake();
  if (!camera.isRunning()) await startCamera();
  await heartbeat();
}

function listen() {
  verdict.onGone(() => {
    last.until = Date.now() + SAME_TICKET;
    showState();
  });
  part("type").addEventListener("click", openTyping);
  part("typing-form").addEventListener("submit", submitTyped);
  part("torch").addEventListener("click", toggleLight);
  part("start").addEventListener("click", startCamera);
  part("more").addEventListener("click", () => part("about").showModal());
  part("list").addEventListener("change", () => {
    part("list-name").textContent = part("list").selectedOptions[0].text;
  });
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  feedback.listenForTouch();
}

function keepInTouch() {
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("hashchange", readAddress);
  addEventListener("online", heartbeat);
  addEventListener("offline", () => setOnline(false));
  setInterval(heartbeat, HEARTBEAT);
}

async function begin() {
  listen();
  if (!canScan()) {
    showNotice();
    return;
  }
  navigator.serviceWorker?.register(worker, { scope: page });
  navigator.storage?.persist?.();
  setPairing((await queue.pairing()) ?? null);
  keepInTouch();
  feedback.stayAwake();
  await Promise.all([heartbeat().then(readAddress), startCamera()]);
  await camera.watch(part("camera"), onText);
}

begin();
