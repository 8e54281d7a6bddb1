/* What was not answered is said where acts are answered, and stays until the next answer comes.
   The page keeps what was typed, and the next press works after a log-in in another tab. */
(() => {
  const TOKEN = "csrfmiddlewaretoken";

  // A log-in elsewhere changes the token; the cookie has the one that counts now.
  const token = () => /(?:^|; )csrftoken=(\w+)/.exec(document.cookie)?.[1];

  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector(`[name=${TOKEN}]`);
    if (field && token()) field.value = token();
  }, true);

  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData, headers, parameters } = event.detail;
    if (elt.closest("[hx-encoding]")) event.detail.timeout = 0; // files take their time
    if (!token()) return;
    headers["X-CSRFToken"] = token();
    if (formData.has(TOKEN)) parameters[TOKEN] = token();
  });

  // A sheet lies in front of the page's own place.
  const places = () => [...document.querySelectorAll(".said")];
  const place = () => document.querySelector("dialog:modal .said") || document.getElementById("said");

  const forget = () => places().forEach((one) => one.querySelectorAll("[data-failure]").forEach((said) => said.remove()));

  const say = (what) => {
    const words = document.querySelector(`[data-failed="${what}"]`) || document.querySelector("[data-failed=other]");
    if (!words || !place()) return;
    forget();
    const said = words.content.firstElementChild.cloneNode(true);
    said.dataset.failure = said.dataset.seen = "";
    place().append(said);
  };

  // What a page asks by itself is asked again soon; only the end of a session is told of it.
  const isAsked = (event) => !["every", "load"].some((one) => event.detail.elt.getAttribute("hx-trigger")?.startsWith(one));

  document.addEventListener("htmx:sendError", (event) => { if (isAsked(event)) say("connection"); });
  document.addEventListener("htmx:timeout", (event) => { if (isAsked(event)) say("timeout"); });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 401 || isAsked(event)) say(status);
  });
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.xhr.status < 400 || event.detail.xhr.status === 422) forget();
  });
})();
