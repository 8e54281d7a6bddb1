/* Choosing an invoice takes as much of the money as is left; what is left is shown. */
(() => {
  const form = document.querySelector("[data-rest]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[data-fill]")];
  const amountOf = (box) => box.closest("tr").querySelector("input[type=number]");
  const places = (form.dataset.rest.split(".")[1] || "").length;
  const unit = 10 ** places;
  const whole = (text) => Math.round(Number(text || 0) * unit);
  const left = () => whole(form.dataset.rest) - boxes.reduce((sum, box) => sum + whole(amountOf(box).value), 0);
  const shown = form.querySelector("[data-left]");
  const currency = shown.querySelector(".cur");

  const show = () => {
    const text = (left() / unit).toLocaleString("en", { minimumFractionDigits: 2 }).replace("-", "\u2212");
    shown.replaceChildren(text, currency);
  };
  form.addEventListener("change", (event) => {
    const box = event.target.closest("[data-fill]");
    if (!box) return;
    const field = amountOf(box);
    field.value = "";
    const part = Math.min(left(), whole(box.dataset.fill));
    if (box.checked && part > 0) field.value = (part / unit).toFixed(places).replace(/(\.\d\d)0+$/, "$1");
    show();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "number") return;
    event.target.closest("tr").querySelector("[data-fill]").checked = Boolean(event.target.value);
    show();
  });
  show();
})();
