// The camera, one picture at a time, and the reader of QR codes.

import { prepareZXingModule, readBarcodes } from "/static/vendor/zxing.js";

/** Widest picture the reader looks at; more pixels only cost time. */
const WIDEST = 960;
/** Milliseconds between two looks. */
const PAUSE = 60;
/** Milliseconds without a frame after which the video is pushed: a phone stops it while the page is put away. */
const STALLED = 3_000;
/** Pictures in a row that the reader may fail at before it is given up. */
const MOST_FAILURES = 50;
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };
/** Where the browser keeps which camera was chosen. */
const CHOSEN = "checkin-camera";
/** What a browser says of a camera that is not there any more. */
const GONE = new Set(["NotFoundError", "OverconstrainedError"]);

let stream = null;
let light = false;
let paused = false;
let starting = Promise.resolve();
let tellLost = () => undefined;

/** Show the chosen camera, or else the rear one, or else any. Throws when the browser or the person says no. */
export function start(video) {
  starting = starting.catch(() => undefined).then(() => open(video));
  return starting;
}

/** Let the camera rest until the next start. */
export function pause() {
  paused = true;
  close();
}

export function isPaused() {
  return paused;
}

/** Whether the picture still comes; phones end it, or silence it, when the page is put away. */
export function isRunning() {
  return track()?.readyState === "live" && !track().muted;
}

/** Call when the picture ends by itself: a plug pulled, another app. */
export function onLost(listener) {
  tellLost = listener;
}

/** The cameras there are; their names are known once the camera may be used. */
export async function list() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId)
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** The camera whose picture is shown. */
export function shown() {
  return track()?.getSettings().deviceId;
}

/** Show this camera from now on, also after the page has been closed. */
export function choose(id, video) {
  try {
    localStorage.setItem(CHOSEN, id);
  } catch {
    // a browser that keeps nothing still shows it now
  }
  return start(video);
}

export function hasLight() {
  return Boolean(track()?.getCapabilities?.().torch);
}

/** Turn the light on or off; it comes back with the picture after a rest. */
export async function setLight(on) {
  await track().applyConstraints({ advanced: [{ torch: on }] });
  light = on;
}

/** Look at the video for ever, and tell each text that is read. Throws when the reader cannot be loaded. */
export async function watch(video, onText) {
  const { wasm } = document.body.dataset;
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let failures = 0;
  for (;;) {
    await nextFrame(video);
    try {
      const text = await read(video, canvas, context);
      failures = 0;
      if (text) onText(text);
    } catch (error) {
      failures += 1;
      if (failures > MOST_FAILURES) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

async function open(video) {
  close();
  stream = await picture();
  paused = false;
  track().addEventListener("ended", () => tellLost());
  video.srcObject = stream;
  await video.play();
  // Without light the picture is still worth having.
  if (light && hasLight()) await setLight(true).catch(() => undefined);
}

async function picture() {
  const chosen = remembered();
  if (chosen) {
    try {
      return await ask({ deviceId: { exact: chosen } });
    } catch (error) {
      if (!GONE.has(error.name)) throw error;
    }
  }
  return ask({ facingMode: { ideal: "environment" } });
}

function ask(which) {
  const video = { width: { ideal: 1280 }, height: { ideal: 720 }, ...which };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

function close() {
  for (const each of stream?.getTracks() ?? []) each.stop();
  stream = null;
}

function track() {
  return stream?.getVideoTracks()[0];
}

function remembered() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

async function read(video, canvas, context) {
  if (!video.videoWidth || document.hidden || paused) return null;
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found.find((code) => code.isValid)?.text ?? null;
}

async function nextFrame(video) {
  const pushing = setInterval(push, STALLED, video);
  await new Promise((done) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(done);
    else requestAnimationFrame(done);
  });
  clearInterval(pushing);
}

function push(video) {
  if (document.hidden || paused || !stream) return;
  if (isRunning()) video.play().catch(() => undefined);
  else tellLost();
}
