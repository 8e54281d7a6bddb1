/* The editor of a wording: placeholders are completed while they are typed and inserted by a click,
   and a mail is shown in its layout as soon as its text arrives. */
(() => {
  const byId = (id) => document.getElementById(id);
  const MOST = 40;

  const known = () => [...document.querySelectorAll("[data-inserts]")].map((one) => ({
    name: one.dataset.inserts,
    isList: "list" in one.dataset,
    meaning: one.closest("div").querySelector("dd").textContent,
  }));

  const asked = (field) => /\{\{\s*([\w.]*)$/.exec(field.value.slice(0, field.selectionStart));

  const put = (field, from, to, words) => {
    field.focus();
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The list of what fits, at the caret.
  let field = null;
  let at = 0;
  const list = () => byId("completions");
  const isOpen = () => list() && !list().hidden;

  const close = () => {
    if (!list()) return;
    list().hidden = true;
    field?.removeAttribute("aria-activedescendant");
  };

  const propose = () => {
    const match = asked(field);
    const begun = match ? match[1].toLowerCase() : "";
    const fits = match ? known().filter((one) => !one.isList && one.name.includes(begun)) : [];
    if (!fits.length || fits[0].name === begun) return close();
    fits.sort((a, b) => b.name.startsWith(begun) - a.name.startsWith(begun));
    list().replaceChildren(...fits.slice(0, MOST).map(option));
    list().hidden = false;
    place();
    choose(0);
  };

  const option = ({ name, meaning }, index) => {
    const item = document.createElement("li");
    item.id = `completion-${index}`;
    item.setAttribute("role", "option");
    item.dataset.name = name;
    const code = document.createElement("b");
    code.className = "code";
    code.textContent = name;
    const said = document.createElement("span");
    said.textContent = meaning;
    item.append(code, said);
    return item;
  };

  const choose = (index) => {
    const items = [...list().children];
    at = (index + items.length) % items.length;
    items.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    items[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[at].id);
  };

  const accept = (name) => {
    const end = field.selectionStart;
    const rest = /^\s*\}\}/.exec(field.value.slice(end));
    put(field, end - asked(field)[0].length, end + (rest ? rest[0].length : 0), `{{ ${name} }}`);
    close();
  };

  // A copy of the text up to the caret says where the caret stands.
  const place = () => {
    const copy = document.createElement("div");
    copy.className = `${field.className} mirror`;
    copy.style.width = `${field.clientWidth}px`;
    copy.textContent = field.value.slice(0, field.selectionStart);
    const caret = document.createElement("span");
    caret.textContent = "​";
    copy.append(caret);
    list().parentElement.append(copy);
    const top = field.offsetTop + caret.offsetTop - field.scrollTop + caret.offsetHeight + 2;
    const room = list().parentElement.clientWidth - list().offsetWidth;
    list().style.top = field.id === "body" ? `${top}px` : "0px";
    list().style.left = `${Math.max(0, Math.min(caret.offsetLeft, room))}px`;
    copy.remove();
  };

  const moves = {
    ArrowDown: () => choose(at + 1),
    ArrowUp: () => choose(at - 1),
    Enter: () => accept(list().children[at].dataset.name),
    Tab: () => accept(list().children[at].dataset.name),
    Escape: close,
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-completes]")) return;
    field = event.target;
    propose();
  });
  document.addEventListener("keydown", (event) => {
    if (!isOpen() || event.target !== field || event.ctrlKey || !moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    moves[event.key]();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("#completions li");
    if (!item) return close();
    event.preventDefault();
    accept(item.dataset.name);
  });

  // From the list of all: where the caret was last.
  let last = null;
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-completes]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-inserts]");
    if (!chosen) return;
    const into = last?.isConnected ? last : byId("body");
    const { inserts: name } = chosen.dataset;
    const words = "list" in chosen.dataset ? `{% for one in ${name} %}{{ one }}{% endfor %}` : `{{ ${name} }}`;
    put(into, into.selectionStart, into.selectionEnd, words);
  });

  const show = () => document.querySelector("form[data-submits]")?.submit();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (["look", "wording-page"].includes(event.detail.target.id)) show();
  });
  document.addEventListener("DOMContentLoaded", show);
})();
