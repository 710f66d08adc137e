// Sessions a visitor marks for themselves: kept in this browser alone, and nothing before the first is marked.
const place = document.querySelector("[data-favourites]");
const key = `favourites.${place.dataset.favourites}`;
const sessions = [...document.querySelectorAll("[data-session]")];
const shown = []; // what is drawn anew when the choice changes

if (read()) {
  sessions.forEach(addStar);
  document.querySelectorAll("[data-mine]").forEach(addMine);
  draw();
  // another tab, or a page one comes back to
  addEventListener("storage", draw);
  addEventListener("pageshow", draw);
}

/** The codes that were marked; null where the browser keeps nothing, and then there are no stars. */
function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch (error) {
    return error instanceof SyntaxError ? new Set() : null;
  }
}

function mark(code) {
  const chosen = read();
  if (!chosen.delete(code)) chosen.add(code);
  if (chosen.size) localStorage.setItem(key, JSON.stringify([...chosen]));
  else localStorage.removeItem(key);
  draw();
}

function draw() {
  const chosen = read();
  for (const show of shown) show(chosen);
}

function addStar(session) {
  const code = session.dataset.session;
  const star = document.querySelector("#star").content.firstElementChild.cloneNode(true);
  const title = session.querySelector("h1, h3");
  const name = document.createElement("span");
  if (title.lang) name.lang = title.lang; // an empty one would say that nobody knows it
  name.textContent = title.textContent;
  star.querySelector("span").append(name);
  star.addEventListener("click", () => mark(code));
  shown.push((chosen) => star.setAttribute("aria-pressed", chosen.has(code)));
  session.prepend(star);
}

/** The button that shows one's own choice alone. */
function addMine(mine) {
  const button = mine.querySelector("button");
  const status = mine.querySelector("[role=status]");
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
    draw();
  });
  shown.push((chosen) => {
    const number = sessions.filter((session) => chosen.has(session.dataset.session)).length;
    const alone = button.getAttribute("aria-pressed") === "true";
    button.textContent = `${button.dataset.label} (${number})`;
    status.textContent = alone && !number ? status.dataset.none : "";
    showOnly(alone ? (item) => chosen.has(item.dataset.session) : () => true, alone);
  });
  mine.hidden = false;
}

/** Hide the others. What is left is a list: in a table, cells that span rows would stand where they do not belong. */
function showOnly(isShown, asList) {
  for (const item of place.querySelectorAll(".item")) item.hidden = !isShown(item);
  for (const part of place.querySelectorAll("td, tbody tr, .programme-day")) {
    part.hidden = asList && !part.querySelector(".item:not([hidden])");
  }
  for (const table of place.querySelectorAll("table")) table.classList.toggle("is-list", asList);
  for (const part of document.querySelectorAll("[data-all]")) part.hidden = asList;
}
