// What there is to say about a scan: sign (icon, sound), tone, word, person, advice, and what to do for them.

import { JUST_NOW } from "./judge.js";
import { state } from "./state.js";
import { fill, words } from "./words.js";

/** What there is to say to a scan that the server has answered. `pairing` knows this phone's name and the hints. */
export function ofServer(scan, answer, result, pairing) {
  const { verdict, attendee, first, hints = [], party = [] } = result;
  if (verdict === "duplicate" && isAgain(scan, answer, first, pairing.device)) return say("again", { attendee, party });
  return say(verdict, { attendee, first, party, hints: [...hintsFor(verdict, attendee, scan, pairing), ...hints] });
}

/** What the phone says by itself: any verdict, or "again", "stored", "not_stored", "no_ticket". */
export function ofPhone(key, { attendee, first, scan, pairing } = {}) {
  return say(key, { attendee, first, hints: hintsFor(key, attendee, scan, pairing) });
}

/** The same, where the phone has said something else before. */
export function corrected(said) {
  const advice = `${words.corrected_advice} ${said.advice}`.trim();
  return { ...said, word: fill(words.corrected, said), advice, isForDesk: false, corrected: true };
}

/** What there is to say to several scans at once: how many are in, who is not, and of how many there is no answer. */
export function together(results, unanswered) {
  const said = results.map(({ verdict, attendee }) => say(verdict, { attendee }));
  const others = said.filter(({ tone }) => tone !== "green");
  const open = unanswered ? [say("stored", {})] : [];
  const worst = others.find(({ tone }) => tone === "red") ?? others[0] ?? open[0] ?? said[0];
  const advice = others.map(({ word, attendee }) => `${attendee?.name ?? ""}: ${word}.`);
  if (unanswered) advice.push(fill(words.not_checked, { number: unanswered }));
  const names = said.filter(({ tone }) => tone === "green").map(({ attendee }) => attendee?.name).filter(Boolean).join(", ");
  const word = fill(words.let_in_together, { number: said.length - others.length });
  return { ...worst, word, names, attendee: null, advice: advice.join(" "), hints: [], party: [], admits: false, isForDesk: false };
}

/** A moment as the clock on the wall at the conference shows it. */
export function clockTime(moment) {
  const format = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Copenhagen" };
  const { lang } = document.documentElement;
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, format).format(new Date(moment));
}

function say(sign, { attendee, first, hints = [], party = [] }) {
  const advice = first ? fill(words.advice[sign] ?? "", { time: clockTime(first.at), device: first.device }) : plainAdvice(sign);
  return { sign, tone: words.tones[sign], word: words.verdicts[sign], admits: admits(sign, attendee), isForDesk: isForDesk(sign), attendee, advice, hints, party };
}

/**
 * Whether the person at the door may let them in anyway. A workshop with free chairs takes whom they let in; at
 * another's list nobody is told who it is.
 */
function admits(sign, attendee) {
  return sign === "duplicate" || sign === "waiting" || (sign === "wrong_list" && Boolean(attendee));
}

/** Whether this phone's desk can do something about it: find the guest by name, or let in one without a registration. */
function isForDesk(sign) {
  return Boolean(state.pairing?.desk) && sign in words.desk_advice;
}

/** The advice, unless it tells of a first reading that nobody knows. */
function plainAdvice(sign) {
  const advice = (isForDesk(sign) ? words.desk_advice : words.advice)[sign] ?? "";
  return advice.includes("%(") ? "" : advice;
}

/** What is done at the entrance for everybody of the person's kind; at a workshop's door they have it already. */
function hintsFor(verdict, attendee, scan, pairing) {
  const list = pairing?.lists?.find(({ key }) => key === scan.list);
  if (verdict !== "admitted" || !attendee || list?.kind === "workshop") return [];
  return (pairing?.hints ?? []).filter(({ kind }) => kind === attendee.kind).map(({ text }) => text);
}

function isAgain(scan, answer, first, own) {
  if (first?.device !== own) return false;
  const offset = scan.offset_ms ?? Date.parse(answer.received_at) - Date.parse(answer.sent_at);
  const since = Date.parse(scan.scanned_at) + offset - Date.parse(first.at);
  return Math.abs(since) <= JUST_NOW;
}
