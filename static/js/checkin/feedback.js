// What is heard and felt at each verdict, and a screen that stays awake.

const HIGH = 880;
const MIDDLE = 560;
const LOW = 190;

/**
 * Tones in hertz and milliseconds, one after the other, and the vibration that goes with them. Green is high,
 * amber in the middle, red low; within a colour the rhythm tells.
 */
const SIGNS = {
  admitted: { tones: [[HIGH, 110]], vibration: [60] },
  again: { tones: [[HIGH, 60], [HIGH, 60]], vibration: [40, 40, 40] },
  exited: { tones: [[HIGH, 80], [660, 120]], vibration: [60, 60, 60] },
  duplicate: { tones: [[MIDDLE, 140], [MIDDLE, 140]], vibration: [120, 80, 120] },
  stored: { tones: [[MIDDLE, 120], [420, 220]], vibration: [240] },
  waiting: { tones: [[MIDDLE, 90], [MIDDLE, 90], [MIDDLE, 90]], vibration: [80, 60, 80, 60, 80] },
  conflict: { tones: [[700, 120], [460, 120], [700, 120], [460, 120]], vibration: [120, 60, 240] },
  cancelled: { tones: [[LOW, 420]], vibration: [400] },
  replaced: { tones: [[LOW, 200], [240, 200]], vibration: [200, 80, 200] },
  wrong_list: { tones: [[240, 200], [LOW, 260]], vibration: [160, 80, 320] },
  unknown: { tones: [[LOW, 160], [LOW, 160], [LOW, 160]], vibration: [160, 80, 160, 80, 160] },
  no_ticket: { tones: [[LOW, 160]], vibration: [160] },
  invalid: { tones: [[150, 300], [150, 300]], vibration: [300, 80, 300] },
  taken: { tones: [[330, 40]], vibration: [20] },
  not_stored: { tones: [[150, 700]], vibration: [700] },
  corrected: { tones: [[900, 160], [LOW, 240], [900, 160], [LOW, 240]], vibration: [300, 100, 300, 100, 300] },
};

let audio;
let lock = null;

/** Browsers let a page be heard after the first touch alone. */
export function listenForTouch() {
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
}

/** Let a verdict be heard and felt; a correction has a sign of its own, whatever it says. */
export function sign({ sign: name, corrected }) {
  const { tones, vibration } = SIGNS[corrected ? "corrected" : name];
  navigator.vibrate?.(vibration);
  if (audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const [hertz, milliseconds] of tones) {
    beep(hertz, at, milliseconds / 1000);
    at += milliseconds / 1000 + 0.05;
  }
}

/** Keep the screen on whenever the page is seen; a browser that cannot is left alone. */
export async function stayAwake() {
  document.addEventListener("visibilitychange", takeLock);
  await takeLock();
}

/** Phones take the lock away when the page is put away, or when the battery is low. */
async function takeLock() {
  if (document.hidden || (lock && !lock.released)) return;
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
}

function wake() {
  audio ??= new AudioContext();
  audio.resume();
  takeLock();
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
