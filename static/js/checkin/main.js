// The scanner: wires what is read (camera, typed, address) to the scan, and the contact to the screen.

import * as bar from "./bar.js";
import { pairingIn, ticketIn } from "./code.js";
import * as contact from "./contact.js";
import * as feedback from "./feedback.js";
import { refuse, scan } from "./scan.js";
import * as shell from "./shell.js";
import * as typing from "./typing.js";
import * as verdict from "./verdict.js";
import * as viewfinder from "./viewfinder.js";

const { page } = document.body.dataset;
const isPaired = () => Boolean(contact.state.pairing);

/** Milliseconds after a verdict in which the same ticket, still before the camera, is not read again. */
const SAME_TICKET = 2_500;
/** The last code read, and until when it is not read again. */
let last = { code: null, until: 0 };

/** What the camera reads: a pairing where the phone has none, else a ticket. */
async function onText(text) {
  if (!verdict.yields() || document.querySelector("dialog[open]:not(#verdict)")) return;
  const pairing = pairingIn(text);
  if (pairing && !isPaired()) location.assign(`${page}pair/${pairing}`);
  if (!isPaired()) return;
  const code = ticketIn(text);
  if ((code ?? text) === last.code && Date.now() < last.until) return;
  last = { code: code ?? text, until: Infinity };
  if (code) await scan(code);
  else refuse();
}

/** `/checkin/#<code>`: where a ticket leads that another app has read. The code leaves the address at once. */
async function readAddress() {
  const code = ticketIn(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", page);
  if (isPaired()) await scan(code);
}

async function onVisible() {
  if (document.hidden) return;
  await viewfinder.start();
  await contact.beat();
}

function listen() {
  contact.onChange(bar.show);
  viewfinder.onChange(bar.showNotice);
  verdict.onGone(() => {
    last.until = Date.now() + SAME_TICKET;
    contact.refresh();
  });
  typing.listen((code) => isPaired() && scan(code));
  document.getElementById("more").addEventListener("click", () => document.getElementById("about").showModal());
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  feedback.listenForTouch();
}

async function begin() {
  listen();
  if (!bar.canScan()) {
    bar.showNotice();
    return;
  }
  shell.keep();
  await contact.begin();
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("hashchange", readAddress);
  feedback.stayAwake();
  await Promise.all([contact.beat().then(readAddress), viewfinder.start()]);
  await viewfinder.watch(onText);
}

begin();
