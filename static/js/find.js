/* Finding a customer while typing: arrows move through what is found, Enter opens it. */
(() => {
  const field = document.getElementById("find");
  const list = document.getElementById("found");
  if (!field || !list) return;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (wanted) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === wanted)));
    field.setAttribute("aria-activedescendant", wanted?.id || "");
    wanted?.scrollIntoView({ block: "nearest" });
  };

  const move = (step) => {
    const all = options();
    const at = all.indexOf(chosen()) + step;
    choose(at < 0 ? undefined : all[Math.min(at, all.length - 1)]);
  };

  const close = () => {
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
    if (event.key === "Enter" && chosen()) {
      chosen().click();
      event.preventDefault();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());  // the field keeps the focus
  field.addEventListener("focusout", close);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === list) field.setAttribute("aria-expanded", String(options().length > 0));
  });
})();
