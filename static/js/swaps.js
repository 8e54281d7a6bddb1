/* What a swap must not lose: the focus, opened entries, the sentence; and the acts of a customer,
   beside the page on a screen and as a sheet on a phone. */
(() => {
  const byId = (id) => document.getElementById(id);

  // A piece of the wrap-up is ticked where it stands; all else is an act of its own.
  const openAct = (name) => {
    const piece = byId(`has-${name}`);
    const act = piece ? byId("act-call") : byId(`act-${name}`);
    if (!act) return;
    const sheet = act.closest("dialog");
    if (!sheet.getClientRects().length) sheet.showModal();
    act.open = true;
    const place = piece ? piece.closest(".piece") : act;
    if (piece && !piece.checked) piece.click();
    firstIn(place)?.focus();
    place.scrollIntoView({ block: "nearest" });
  };

  const firstIn = (place) =>
    place.querySelector("[aria-invalid]") || place.querySelector("[data-first]") ||
    place.querySelector("input:not([type=hidden]), textarea, select");

  document.addEventListener("change", (event) => {
    const isPiece = event.target.matches("[name=has]:checked");
    if (isPiece) firstIn(event.target.closest(".piece"))?.focus();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-act]");
    if (opener) openAct(opener.dataset.act);
    const shower = event.target.closest("[data-shows]");
    if (shower) byId(`act-${shower.dataset.shows}`).open = true;
    const clearer = event.target.closest("[data-clears]");
    if (clearer) clear(event, byId(clearer.dataset.clears));
    const pointer = event.target.closest("[data-focuses]");
    if (pointer) byId(pointer.dataset.focuses)?.focus();
  });

  // A form that was fetched into the page goes again.
  const clear = (event, place) => {
    event.preventDefault();
    place.replaceChildren();
    (place.closest("[data-row]")?.querySelector("[data-open]") || byId("main")).focus();
  };

  // An address that ends in an act opens it: the queue's own "Call". It is used up by that, or the
  // browser's own jump to it would take the focus away again.
  if (location.hash.startsWith("#act-")) {
    const act = location.hash.slice("#act-".length);
    history.replaceState(history.state, "", location.pathname + location.search);
    openAct(act);
  }

  let opened = [];
  let rowsBefore = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const isMore = event.detail.elt.closest("tr.more");
    rowsBefore = isMore ? document.querySelectorAll("[data-row]").length : null;
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    opened = [...event.detail.target.querySelectorAll("details[id^=entry-][open]")].map((one) => one.id);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    opened.forEach((id) => byId(id)?.setAttribute("open", ""));
    const invalid = document.querySelector("[aria-invalid=true]");
    if (invalid && event.detail.xhr.status === 422) return showError(invalid);
    const asked = event.detail.target.querySelector?.("[data-focus-now]");
    // What others did stands on the page: a sheet in front of it gives way, and keeps what it holds.
    if (event.detail.target.id === "here" && event.detail.xhr.status === 422) document.querySelector("dialog.side:modal")?.close();
    if (asked) asked.focus();
    else if (document.activeElement === document.body) focusAgain(event.detail.target);
  });

  const showError = (field) => {
    const act = field.closest("details.act");
    if (act) openAct(act.id.slice("act-".length));
    else field.focus();
  };

  const focusAgain = (target) => {
    const added = rowsBefore !== null && document.querySelectorAll("[data-row]")[rowsBefore];
    const place = added ? added.querySelector("[data-open]") : target.querySelector?.("[data-focus]");
    (place || byId("main"))?.focus({ preventScroll: !added });
  };

  // Who works on a page that is looked at is told as being there; a page in the dark asks nothing.
  let isAlive = true;
  ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, () => { isAlive = true; }, true));
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "here") return;
    if (document.hidden) event.preventDefault();
    else if (isAlive) event.detail.parameters.alive = "1";
    isAlive = isAlive && document.hidden;
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
