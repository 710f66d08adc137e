// One scan: stored, sent, answered within a moment by the server or else by the phone.

import * as api from "./api.js";
import * as chooser from "./chooser.js";
import { lookupOf } from "./code.js";
import * as contact from "./contact.js";
import * as queue from "./queue.js";
import * as saying from "./saying.js";
import * as verdict from "./verdict.js";

/** Milliseconds to wait for the server before the phone answers by itself. */
const PATIENCE = 120;

/** The id of the scan whose verdict is on the screen. */
let shown = null;

/** Scan a ticket's code; `override` is staff letting the person in anyway. */
export async function scan(code, { override = false } = {}) {
  const record = {
    id: crypto.randomUUID(),
    list: chooser.chosen(),
    lookup: await lookupOf(code),
    scanned_at: new Date().toISOString(),
    type: "entry",
    decided: contact.state.online ? "online" : "offline",
    ...(override && { override }),
    ...(api.offset !== undefined && { offset_ms: api.offset }),
  };
  try {
    await queue.put(record);
  } catch {
    say(null, saying.ofPhone("not_stored"));
    return;
  }
  await answer(record, () => scan(code, { override: true }));
}

/** Say that a code is none of ours. */
export function refuse() {
  say(null, saying.ofPhone("no_ticket"));
}

/** Show the server's word if it comes in time; else the phone's own, and the server's when it comes. */
async function answer(record, letIn) {
  const asked = ask(record);
  const pause = new Promise((done) => setTimeout(done, contact.state.online ? PATIENCE : 0));
  const inTime = await Promise.race([asked, pause]);
  if (inTime) {
    say(record.id, inTime, letIn);
    return;
  }
  say(record.id, saying.ofPhone("stored"));
  await queue.decideHere(record.id);
  const later = await asked;
  if (later && shown === record.id && verdict.isShown()) say(record.id, later, letIn);
}

async function ask(record) {
  const { pairing } = contact.state;
  const answered = await contact.sendNow(record);
  return answered && saying.ofServer(record, answered, answered.results[0], pairing);
}

function say(id, said, letIn) {
  shown = id;
  verdict.show(said, { ...(said.admits && { letIn }) });
}
