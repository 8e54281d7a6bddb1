/* j and k move through the rows, Enter opens, / finds; off inside fields and with modifiers. */
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("cursor"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("cursor", row === next));
    next.querySelector("[data-open]").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => [...document.querySelectorAll("[data-find]")].find((one) => one.offsetParent)?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // The sentence after an act stays for ten seconds, and as long as it is pointed at.
  const fade = () => {
    document.querySelectorAll(".said p:not([data-seen])").forEach((said) => {
      said.dataset.seen = "";
      const gone = () => (said.matches(":hover") ? setTimeout(gone, 2000) : said.remove());
      setTimeout(gone, 10000);
    });
  };
  document.addEventListener("htmx:afterSettle", fade);
  document.addEventListener("DOMContentLoaded", fade);
})();
