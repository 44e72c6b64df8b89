// Every request of the page passes here: an ended session, a lost network or a failure is said, never swallowed.
(function () {
  "use strict";

  const send = window.fetch.bind(window);
  const { tallyroom } = window;
  const OURS = /\/(_dash|_reload|export|api|assets)/;
  const RETRY_MS = 5000;
  const NO_UPDATE = 204;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  }

  function icon(name) {
    const span = make("span", `tr-icon tr-icon-${name}`);
    span.setAttribute("aria-hidden", "true");
    return span;
  }

  function dialog(id, title, text, actions) {
    let found = document.getElementById(id);
    if (!found) {
      found = make("dialog", "tr-dialog");
      found.id = id;
      found.setAttribute("aria-labelledby", `${id}-title`);
      const heading = make("h2", "", title);
      heading.id = `${id}-title`;
      const foot = make("div", "tr-dialog-actions");
      foot.append(...actions());
      found.append(heading, make("p", "", text), foot);
      document.body.append(found);
    }
    if (!found.open) { found.showModal(); }
    return found;
  }

  function signInAddress() {
    return "/login?next=" + encodeURIComponent(window.location.pathname + window.location.search);
  }

  // What was on the screen goes with the session: whoever sits down next reads nothing behind the dialog.
  function sessionEnded() {
    const desk = document.getElementById("react-entry-point");
    if (desk) { desk.remove(); }
    dialog("tr-session-ended", "You are signed out", "Your session has ended. Sign in again to go on where you are.", () => {
      const link = make("a", "btn btn-primary", "Sign in");
      link.href = signInAddress();
      link.addEventListener("click", () => { link.href = signInAddress(); });
      return [link];
    });
  }

  async function tryNetwork(found) {
    try { await send("/healthz", { cache: "no-store" }); } catch (_error) { return; }
    found.close();
    tallyroom.toast("The connection is back.", { kind: "good" });
    document.querySelectorAll("button[data-retry]").forEach((button) => button.click());
  }

  function offline() {
    const known = document.getElementById("tr-offline");
    if (known && known.open) { return; }
    const found = dialog("tr-offline", "No connection", "The server cannot be reached. What you see may be out of date.", () => {
      const wait = make("button", "btn btn-light", "Stay on this page");
      const again = make("button", "btn btn-primary", "Try again");
      wait.type = again.type = "button";
      wait.addEventListener("click", () => document.getElementById("tr-offline").close());
      again.addEventListener("click", () => tryNetwork(document.getElementById("tr-offline")));
      return [wait, again];
    });
    const timer = window.setInterval(() => (found.open ? tryNetwork(found) : window.clearInterval(timer)), RETRY_MS);
  }

  tallyroom.toast = function (text, { reference = "", kind = "note", seconds = 8 } = {}) {
    let stack = document.getElementById("tr-toasts");
    if (!stack) {
      stack = make("div", "tr-toasts");
      stack.id = "tr-toasts";
      stack.setAttribute("aria-live", "polite");
      document.body.append(stack);
    }
    const signs = { error: "exclamation", good: "check", note: "info" };
    const toast = make("div", `tr-toast tr-toast-${kind}`);
    toast.setAttribute("role", kind === "error" ? "alert" : "status");
    const words = make("div", "tr-toast-words", text);
    if (reference) { words.append(make("span", "tr-toast-reference", `Reference ${reference}`)); }
    const shut = make("button", "tr-icon-button");
    shut.type = "button";
    shut.setAttribute("aria-label", "Dismiss");
    shut.append(icon("x"));
    shut.addEventListener("click", () => toast.remove());
    toast.append(icon(signs[kind] || "info"), words, shut);
    stack.append(toast);
    if (kind !== "error") { window.setTimeout(() => toast.remove(), seconds * 1000); }
  };

  // Its cookie has a prefix where the server is reached over TLS.
  function token() {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?_csrf_token=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }

  tallyroom.csrfToken = token;

  // Whoever signed in again in another tab holds another token: a page of ours hands it out, then the request is sent once more.
  async function withFreshToken(resource, options) {
    const headers = new Headers(options.headers || {});
    const sent = headers.get("X-CSRFToken");
    if (!sent) { return null; }
    await send(window.location.pathname, { cache: "no-store", credentials: "same-origin" });
    if (!token() || token() === sent) { return null; }
    headers.set("X-CSRFToken", token());
    return send(resource, { ...options, headers });
  }

  async function tell(answer) {
    const body = await answer.clone().json().catch(() => ({}));
    const words = body.error || body.message || "Something went wrong on our side. Try again.";
    tallyroom.toast(words, { kind: "error", reference: body.reference || "" });
  }

  // To a callback, a failure that has been told means "nothing changes". Dash would read the body of a 401 or 400 twice,
  // and of every other failure write in the console what the dialog or the toast says already.
  function nothingChanges() { return new Response(null, { status: NO_UPDATE }); }

  async function toldOf(answer) {
    if (answer.status === 401) { sessionEnded(); return true; }
    const failed = [400, 403, 429].includes(answer.status) || answer.status >= 500;
    if (failed) { await tell(answer); }
    return failed;
  }

  window.fetch = async function (resource, options = {}) {
    const address = new URL(typeof resource === "string" ? resource : resource.url || String(resource), window.location.href);
    if (address.origin !== window.location.origin || !OURS.test(address.pathname)) { return send(resource, options); }
    const isCallback = address.pathname.endsWith("/_dash-update-component");
    let answer;
    try {
      answer = await send(resource, options);
    } catch (error) {
      if (error.name === "AbortError") { throw error; }
      offline();
      if (isCallback) { return nothingChanges(); }
      throw error;
    }
    if (answer.status === 400) { answer = (await withFreshToken(resource, options).catch(() => null)) || answer; }
    return (await toldOf(answer)) && isCallback ? nothingChanges() : answer;
  };
})();
