// How long this phone may keep the list: so many seconds from when it came, whatever the phone's date says.

import * as clock from "./clock.js";
import { know, recall } from "./store.js";

/** By conference: seconds `left`, and when that was noted, by our clock (`date`) and by one that only ever goes on. */
let lives = {};
/** Whether the page was closed or put away since: the steady clock may have slept then. */
let away = true;

/** Remember what was left when the page was closed. */
export async function begin() {
  lives = (await recall("lives")) ?? {};
  for (const life of Object.values(lives)) life.steady = performance.now();
  document.addEventListener("visibilitychange", () => {
    away ||= document.hidden;
  });
}

/** The server gives the list of a conference so many seconds from now on. */
export function extend(conference, seconds) {
  lives[conference] = { left: seconds, date: clock.ours(Date.now()), steady: performance.now(), isSure: true };
  return keep();
}

/**
 * The conferences whose time is over, by name, and whether that `isSure`: a date that was set wrong while the page was
 * away may say so too. Setting the date back wins nothing while the page is open.
 */
export async function over() {
  for (const life of Object.values(lives)) passTime(life);
  away = document.hidden;
  await keep();
  const past = Object.entries(lives).filter(([, { left }]) => left <= 0);
  return past.map(([conference, { isSure }]) => ({ conference, isSure }));
}

/** Nothing of a conference is left to keep. */
export function end(conference) {
  delete lives[conference];
  return keep();
}

function passTime(life) {
  const steady = performance.now() - life.steady;
  const passed = away ? Math.max(steady, elapsed(life)) : steady;
  const wasOver = life.left <= 0;
  life.left -= passed / 1000;
  life.isSure = wasOver ? life.isSure : life.left + (passed - steady) / 1000 <= 0;
  Object.assign(life, { date: life.date + passed, steady: performance.now() });
}

/** What the date says has passed. Where it was wrong before, it may have been put right since: the less is believed. */
function elapsed({ date }) {
  const readings = [Date.now(), clock.ours(Date.now())].map((now) => now - date).filter((passed) => passed >= 0);
  return readings.length ? Math.min(...readings) : 0;
}

function keep() {
  return know("lives", lives);
}
