// The organisers' page of the door, asked for again every three seconds; without this it is read by reloading.

/** Milliseconds between two questions. */
const PAUSE = 3000;
const board = document.getElementById("board");
const part = (id) => document.getElementById(id);

let etag = "";

async function ask() {
  if (document.hidden) return;
  const response = await fetch(board.dataset.board, { cache: "no-store", headers: { "If-None-Match": etag } });
  if (response.status === 401) location.reload();
  if (response.status !== 200) return;
  etag = response.headers.get("ETag") ?? "";
  show(await response.json());
}

function show({ sentence, arrived, expected, devices, scans }) {
  if (part("sentence").textContent !== sentence) part("sentence").textContent = sentence;
  part("progress").max = Math.max(expected, arrived, 1);
  part("progress").value = arrived;
  fill(part("devices"), part("device"), devices, ({ uid }) => uid);
  fill(part("scans"), part("scan"), scans, ({ id }) => id);
  part("no-devices").hidden = devices.length > 0;
  part("no-scans").hidden = scans.length > 0;
}

/** Bring a list up to date; rows that stay are left in place, so that nobody loses the button they are on. */
function fill(list, template, rows, keyOf) {
  const old = new Map(Array.from(list.children, (item) => [item.dataset.key, item]));
  const items = rows.map((row) => {
    const item = old.get(keyOf(row)) ?? newItem(template, keyOf(row));
    write(item, row);
    return item;
  });
  for (const item of list.children) if (!items.includes(item)) item.remove();
  items.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
}

function newItem(template, key) {
  const item = document.createElement("li");
  item.dataset.key = key;
  item.append(template.content.cloneNode(true));
  const form = item.querySelector("form");
  if (form) form.action = form.action.replace("/devices/uid/", `/devices/${key}/`);
  return item;
}

function write(item, row) {
  for (const field of item.querySelectorAll("[data-field]")) field.textContent = row[field.dataset.field];
  item.querySelector("[data-field=contact]")?.classList.toggle("is-bad", row.silent);
  item.querySelector("[data-field=contact]")?.classList.toggle("is-good", !row.silent);
  const word = item.querySelector("[data-tone]");
  if (word) word.dataset.tone = row.tone;
}

setInterval(() => ask().catch(() => undefined), PAUSE);
