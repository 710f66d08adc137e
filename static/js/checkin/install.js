// The page on the home screen, where a phone keeps what is stored: iPhones forget a page's after seven days.

import { words } from "./words.js";

const part = (id) => document.getElementById(id);

/** What Android's browsers hand out to be asked later, once. */
let offer = null;

/** Tell how the page gets to the home screen, unless it is there. */
export function begin() {
  const isThere = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
  part("install").hidden = isThere;
  if (isThere) return;
  part("install-how").textContent = isApple() ? words.install_apple : words.install;
  part("install-chip").hidden = !isApple();
  part("install-chip").addEventListener("click", () => {
    part("install-chip").hidden = true;
    part("about").showModal();
    part("install").scrollIntoView();
  });
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    part("install-now").hidden = false;
  });
  part("install-now").addEventListener("click", () => {
    offer.prompt();
    part("install-now").hidden = true;
  });
}

/** iPhones and iPads, which have no button of their own for it; an iPad says that it is a Mac with a touch screen. */
function isApple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}
