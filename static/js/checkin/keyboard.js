// A USB scanner: to the browser it is a keyboard on which somebody types a code in the blink of an eye.

import { pairingIn, ticketIn } from "./code.js";

/** Milliseconds between two keys above which a person types, and below which a scanner does. */
const GAP = 90;
/** Fewer keys than this are no code, and an Enter after them is a person's. */
const FEWEST = 8;
const CODE_LENGTH = 26;

/** The keys so far: what the keyboard's layout made of them, and where they lie on a US keyboard. */
let keys = [];
let lastAt = -Infinity;
let ending;

/** Tell each text that a scanner types outside a field. */
export function listen(onText) {
  addEventListener("keydown", (event) => onKey(event, onText), { capture: true });
}

/**
 * The ticket in what was typed, also where scanner and computer do not agree on the layout: with a Danish
 * one `://` comes as `Æ--`, and the last 26 letters are the code.
 */
export function textOf(pressed) {
  const typed = pressed.map(({ key }) => key).join("");
  if (ticketIn(typed) || pairingIn(typed)) return typed;
  const meant = pressed.map(({ place }) => place).join("");
  if (ticketIn(meant) || pairingIn(meant)) return meant;
  const letters = typed.replace(/[^0-9A-Z]/gi, "");
  return ticketIn(letters.slice(-CODE_LENGTH)) ?? typed;
}

/** Ticks and choices take no letters: there a scanner may type. */
function isField(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
}

function onKey(event, onText) {
  if (event.isComposing || event.ctrlKey || event.metaKey || isField(event.target)) return;
  if (event.timeStamp - lastAt > GAP) keys = [];
  if (event.key === "Enter" || event.key === "Tab") {
    if (keys.length < FEWEST) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end(onText);
  } else if (event.key.length === 1 || event.key === "Dead") {
    lastAt = event.timeStamp;
    keys.push({ key: event.key.length === 1 ? event.key : "", place: placeOf(event) });
    clearTimeout(ending);
    ending = setTimeout(end, GAP * 2, onText);
  }
}

function end(onText) {
  clearTimeout(ending);
  const pressed = keys;
  keys = [];
  if (pressed.length >= FEWEST) onText(textOf(pressed));
}

/** The letter that a US keyboard has at the key's place. */
function placeOf({ code, shiftKey }) {
  const letter = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code);
  if (letter) return letter[1];
  return { Slash: "/", Semicolon: shiftKey ? ":" : ";", Period: ".", Minus: "-" }[code] ?? "";
}
