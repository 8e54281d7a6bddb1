/* Beside a field stands what the chosen column holds, before the file is looked at again. */
document.addEventListener("change", (event) => {
  const select = event.target.closest("[data-mapped]");
  if (!select) return;
  select.closest("tr").querySelector("[data-shown]").textContent = select.selectedOptions[0].dataset.samples;
});
document.addEventListener("click", (event) => {
  const tile = event.target.closest("[data-tile]");
  if (!tile) return;
  document.querySelectorAll("[data-tile]").forEach((one) => one.removeAttribute("aria-current"));
  tile.setAttribute("aria-current", "true");
});
