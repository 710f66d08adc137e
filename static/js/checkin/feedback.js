// What is heard and felt, and a screen that stays awake.

/** Tones in hertz and milliseconds, and the vibration that goes with them. */
const SIGNS = {
  green: { tones: [[880, 90]], vibration: [60] },
  amber: { tones: [[520, 140], [520, 140]], vibration: [120, 80, 120] },
  red: { tones: [[180, 420]], vibration: [400] },
};

let audio;

/** Browsers let a page be heard after the first touch alone. */
export function listenForTouch() {
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
}

/** Let a verdict be heard and felt. */
export function sign(tone) {
  const { tones, vibration } = SIGNS[tone];
  navigator.vibrate?.(vibration);
  if (audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const [hertz, milliseconds] of tones) {
    beep(hertz, at, milliseconds / 1000);
    at += milliseconds / 1000 + 0.06;
  }
}

/** Keep the screen on while the page is seen; a browser that cannot is left alone. */
export async function stayAwake() {
  if (document.hidden) return;
  await navigator.wakeLock?.request("screen").catch(() => undefined);
}

function wake() {
  audio ??= new AudioContext();
  audio.resume();
}

function beep(hertz, at, seconds) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(0.3, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
