// A USB scanner: to the browser it is a keyboard on which somebody types a code in the blink of an eye.

import { pairingIn, ticketIn } from "./code.js";

/** Milliseconds between two keys above which a person types, and below which a scanner does. */
const GAP = 90;
/** Milliseconds after a code in which an Enter is still the scanner's. */
const LATE_ENTER = 500;
/** Fewer keys than this are no code, and an Enter after them is a person's. */
const FEWEST = 8;
const CODE_LENGTH = 26;

/** The keys so far: what the keyboard's layout made of them, and where they lie on a US keyboard. */
let keys = [];
let lastAt = -Infinity;
/** When the last code was whole. */
let codeAt = -Infinity;
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

/** The ticket that a scanner has typed into a field, also with another layout; nobody's name is taken for one. */
export function ticketTyped(text) {
  const garbled = /([^0-9A-Z])T\1([0-9A-Z]{26})$/i.exec(text.trim());
  const code = ticketIn(garbled ? garbled[2] : text);
  return code && /\d/.test(text) ? code : null;
}

/** Ticks and choices take no letters: there a scanner may type. */
function isField(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
}

function onKey(event, onText) {
  if (event.isComposing || event.ctrlKey || event.metaKey || isField(event.target)) return;
  if (event.key === "Enter" || event.key === "Tab") {
    const isCode = keys.length >= FEWEST;
    // It would press the button that has the focus.
    if (!isCode && event.timeStamp - codeAt > LATE_ENTER) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isCode) end(onText);
  } else if (event.key.length === 1 || event.key === "Dead") {
    if (event.timeStamp - lastAt > GAP) keys = [];
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
  if (pressed.length < FEWEST) return;
  codeAt = lastAt;
  onText(textOf(pressed));
}

/** The letter that a US keyboard has at the key's place. */
function placeOf({ code, shiftKey }) {
  const letter = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code);
  if (letter) return letter[1];
  return { Slash: "/", Semicolon: shiftKey ? ":" : ";", Period: ".", Minus: "-" }[code] ?? "";
}
