// Which of its lists this phone reads for, and which way people go.

const part = (id) => document.getElementById(id);
const chooser = part("list");
const directions = part("directions");

let lists = [];
/** The key of the list that was chosen, also while it is not offered. */
let wanted = null;
const listeners = [];

/** The list that is read for: key, name, kind, exits; undefined before there is one. */
export function list() {
  return lists.find(({ key }) => key === chooser.value);
}

/** The key of the list that is read for. */
export function chosen() {
  return chooser.value;
}

/** Which way people go: "entry", or "exit" where the list wants it and the person at the door has said so. */
export function direction() {
  return list()?.exits ? directions.querySelector("input:checked").value : "entry";
}

/** Offer these lists, and stay with the one that was chosen; where it is gone, the person at the door is asked. */
export function offer(offered) {
  // A list that is being chosen from stands still.
  if (JSON.stringify(offered) === JSON.stringify(lists)) return;
  lists = offered;
  chooser.replaceChildren(...lists.map((each) => new Option(each.name, each.key, false, each.key === wanted)));
  part("lists").hidden = lists.length < 2;
  show();
  tellIfGone();
}

/** Read for this list, as soon as it is offered. */
export function choose(key) {
  wanted = key;
  if (lists.some((each) => each.key === key)) chooser.value = key;
  show();
  tellIfGone();
}

/** Call with the key when another list is chosen. */
export function onChange(listener) {
  listeners.push(listener);
}

function tellIfGone() {
  if (!wanted || !lists.length || chooser.value === wanted) return;
  changed();
  part("lists").hidden = part("list-gone").hidden = false;
  if (!part("about").open) part("about").showModal();
}

function changed() {
  wanted = chooser.value;
  for (const listener of listeners) listener(wanted);
}

function show() {
  const present = list();
  part("list-name").textContent = present?.name ?? part("list-name").textContent;
  directions.hidden = !present?.exits;
  document.body.classList.toggle("is-out", direction() === "exit");
  part("to-walk-in").hidden = present?.kind !== "entry";
  for (const banner of document.querySelectorAll(".rehearsal")) banner.hidden = present?.kind !== "rehearsal";
}

chooser.addEventListener("change", () => {
  directions.querySelector("[value=entry]").checked = true;
  show();
  changed();
});
part("about").addEventListener("close", () => {
  part("list-gone").hidden = true;
});
directions.addEventListener("change", show);
