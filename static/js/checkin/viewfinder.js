// The camera's picture on the screen, the buttons that belong to it, and its rest when nobody needs it.

import * as camera from "./camera.js";
import { fill, words } from "./words.js";

const part = (id) => document.getElementById(id);
const chooser = part("lens");

/** Milliseconds without a reading or a touch after which the camera rests. */
const REST_AFTER = 60_000;

const listeners = [];
/** What keeps the camera from reading: "no_camera", "no_reader", or null. */
let failure = null;
let resting;

/** What keeps the camera from reading, as a key of words; null when nothing does. */
export function failed() {
  return failure;
}

/** Call when the camera has started, or has not. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Start the camera, unless it runs. */
export async function start() {
  if (camera.isRunning()) {
    await part("camera").play().catch(() => undefined);
    return;
  }
  await tryTo(() => camera.start(part("camera")));
}

/** Tell each text that is before the camera, for ever. */
export async function watch(onText) {
  camera.onLost(() => tryTo(() => camera.start(part("camera"))));
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, stir);
  stir();
  try {
    await camera.watch(part("camera"), (text) => {
      stir();
      onText(text);
    });
  } catch {
    failure = "no_reader";
    show();
  }
}

async function tryTo(begin) {
  try {
    await begin();
    failure = null;
  } catch {
    failure = "no_camera";
  }
  show();
  stir();
  await offerCameras();
}

function show() {
  part("torch").hidden = !camera.hasLight();
  part("rest").hidden = !camera.isPaused();
  part("view").classList.toggle("is-blind", !camera.isRunning());
  for (const listener of listeners) listener();
}

/** Somebody is there: begin the minute anew. */
function stir() {
  clearTimeout(resting);
  if (camera.isRunning()) resting = setTimeout(rest, REST_AFTER);
}

function rest() {
  camera.pause();
  show();
}

async function offerCameras() {
  const cameras = await camera.list().catch(() => []);
  const shown = camera.shown();
  const options = cameras.map(({ id, label }, index) => {
    return new Option(label || fill(words.camera, { number: index + 1 }), id, false, id === shown);
  });
  chooser.replaceChildren(...options);
  part("lenses").hidden = options.length < 2;
}

async function toggleLight() {
  const on = part("torch").getAttribute("aria-pressed") !== "true";
  try {
    await camera.setLight(on);
  } catch {
    return; // the light stays as it is, and the button says so
  }
  part("torch").setAttribute("aria-pressed", String(on));
}

part("torch").addEventListener("click", toggleLight);
part("start").addEventListener("click", start);
part("rest").addEventListener("click", start);
chooser.addEventListener("change", () => tryTo(() => camera.choose(chooser.value, part("camera"))));
