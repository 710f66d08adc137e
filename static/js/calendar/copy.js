// A button that copies the address beside it; without script the address can still be selected by hand.
for (const part of document.querySelectorAll("[data-copy]")) {
  const address = part.querySelector("input");
  const button = part.querySelector("button");
  const told = part.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
      told.textContent = told.dataset.done;
    } catch {
      told.textContent = told.dataset.failed;
    }
  });
}
