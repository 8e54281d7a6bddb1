/* What a person typed in the wrap-up is theirs: a proposal that comes later leaves it as it is. */
(() => {
  const byId = (id) => document.getElementById(id);
  const PROPOSED = "#promise-amount, #wrap-after";

  const own = (field, isOwn) => {
    if (!field.closest(PROPOSED)) return;
    field.toggleAttribute("data-own", isOwn);
    const proposed = field.parentElement.querySelector("[name=proposed_amount]");
    if (proposed) proposed.value = ""; // the same sum, typed, is no proposal any more
  };

  // A date has no value before its last digit; what is emptied may be proposed again.
  document.addEventListener("input", ({ target }) => own(target, Boolean(target.value) || target.validity?.badInput));
  document.addEventListener("keydown", ({ key, target, ctrlKey }) => {
    if (/^\d$/.test(key) && !ctrlKey && target.matches("[type=date], [type=time]")) own(target, true);
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.querySelector?.("[data-own]")) event.detail.shouldSwap = false;
  });

  // Fields themselves are kept, not their values: a date may be half typed.
  let pantry = null;
  const put = (field, parent, before) => {
    const held = document.activeElement === field;
    if (parent.moveBefore) return parent.moveBefore(field, before);
    parent.insertBefore(field, before);
    if (held) field.focus();
  };

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "wrap-after" || !detail.shouldSwap) return;
    pantry = document.body.appendChild(document.createElement("div"));
    detail.target.querySelectorAll("[data-own][id]").forEach((field) => put(field, pantry, null));
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (!pantry) return;
    [...pantry.children].forEach((field) => {
      const fresh = document.querySelector(`#wrap-after [id="${field.id}"]`);
      if (!fresh) return;
      put(field, fresh.parentElement, fresh);
      fresh.remove();
    });
    pantry.remove();
    pantry = null;
  });

  // Enter in a field is no wish to save all the rest; Ctrl Enter is.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && event.target.matches("#wrap-up input")) event.preventDefault();
  });

  // "No answer" writes down the call alone: with more in the form, it would drop it.
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.elt.matches("form.quick")) return;
    const isMore = byId("wrap-up").querySelector("[name=has]:checked, [name=outcome]:checked, [name=is_wrong_number]:checked, [data-own]");
    const said = byId("quick-refused");
    said.hidden = !isMore;
    if (!isMore) return;
    event.preventDefault();
    said.scrollIntoView({ block: "nearest" });
  });
})();
