/* Keys: j and k move through the rows, the others press the button that shows them.
   Off inside fields, with modifiers, and where the person switched single letters off. */
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const isSeen = (one) => one.getClientRects().length > 0;
  const lettersAreOff = document.body.dataset.letters === "off";

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("cursor"));
    const isHere = at >= 0 && all[at].contains(document.activeElement);
    const wanted = at < 0 ? 0 : isHere ? at + step : at;
    point(all[Math.min(Math.max(wanted, 0), all.length - 1)]);
  };

  const point = (row) => {
    mark(row);
    row.querySelector("[data-open]").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const mark = (row) => rows().forEach((one) => one.classList.toggle("cursor", one === row));

  const open = (event) => {
    if (event.target !== document.body) return false;
    const here = document.querySelector("[data-row].cursor [data-open]");
    here?.click();
    return Boolean(here);
  };

  // Where the rail is folded, it holds the field out; where there is none, the list has one.
  const find = () => {
    const rail = document.querySelector(".rail");
    const seen = () => [...document.querySelectorAll("[data-find]")].find(isSeen);
    if (!seen()) rail?.classList.add("finding");
    if (seen()) seen().focus();
    else location.assign(document.querySelector("[data-finds]").href + "#q");
  };
  document.addEventListener("focusout", (event) => event.target.closest(".rail.finding")?.classList.remove("finding"));
  const help = () => document.getElementById("keys")?.showModal();

  // Keys within a [data-keys] work while the focus is there: digits mean what stands beside them.
  const press = (key) => {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const here = document.activeElement.closest("[data-keys]");
    const isOpen = (one) => isSeen(one) && !one.closest("[data-row]");
    const found = document.querySelector(`[data-row].cursor ${wanted}`) ||
      [...(here?.querySelectorAll(wanted) || [])].find(isOpen) ||
      [...document.querySelectorAll(wanted)].find((one) => isOpen(one) && !isLocal(one, key));
    if (found?.matches("summary")) found.focus();
    found?.click();
    return Boolean(found);
  };

  const isLocal = (one, key) => /^\d$/.test(key) && one.closest("[data-keys]");

  // A key that is held down moves on and on; it presses nothing twice.
  const repeats = (key) => key === "j" || key === "k";

  const acts = { j: () => move(1), k: () => move(-1), "/": find, "?": help };

  const isTyping = (target) =>
    target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) return save(event);
    if (event.key === "Escape") return leave(event.target);
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog.dialog[open]")) return;
    if (event.repeat && !repeats(event.key)) return;
    if (event.key === "Enter") return void (open(event) && event.preventDefault());
    if (lettersAreOff || event.key.length !== 1) return;
    const act = acts[event.key];
    if (act) act();
    if (act || press(event.key)) event.preventDefault();
  });

  // Out of a field, so that letters are keys again; dialogs close by themselves.
  const leave = (field) => {
    if (!isTyping(field) || field.closest("dialog:modal")) return;
    const act = field.closest("details.act");
    if (act) act.querySelector("summary").focus();
    else field.blur();
  };

  const save = (event) => {
    if (event.repeat) return;
    const form = event.target.closest("form") || event.target.closest("[data-saves]")?.querySelector("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  };

  // The row that holds the focus is the one that the keys speak of.
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) mark(row);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });
})();
