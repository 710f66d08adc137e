// The camera and the reader of QR codes.

import { prepareZXingModule, readBarcodes } from "/static/vendor/zxing.js";

/** Widest picture the reader looks at; more pixels only cost time. */
const WIDEST = 960;
/** Milliseconds between two looks. */
const PAUSE = 60;
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true };

let track;

/** Show the rear camera, or any other, in the video. Throws when the browser or the person says no. */
export async function start(video) {
  const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: { ideal: "environment" } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: picture, audio: false });
  track = stream.getVideoTracks()[0];
  video.srcObject = stream;
  await video.play();
}

/** Whether the picture still comes; phones end it when the page is put away. */
export function isRunning() {
  return track?.readyState === "live";
}

export function hasLight() {
  return Boolean(track?.getCapabilities?.().torch);
}

export async function setLight(on) {
  await track.applyConstraints({ advanced: [{ torch: on }] });
}

/** Look at the video for ever, and tell each text that is read. */
export async function watch(video, onText) {
  const { wasm } = document.body.dataset;
  prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  for (;;) {
    await nextFrame(video);
    const text = await read(video, canvas, context);
    if (text) onText(text);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

async function read(video, canvas, context) {
  if (!video.videoWidth || document.hidden) return null;
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
  return found.find((code) => code.isValid)?.text ?? null;
}

function nextFrame(video) {
  return new Promise((done) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(done);
    else requestAnimationFrame(done);
  });
}
