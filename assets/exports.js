// Downloads: a link takes the filters of the moment along; the policy may ask for a reason, or for a second person; a PNG is
// drawn here after the server has agreed.
(function () {
  "use strict";

  const OK = 200;
  const WAITING = 202;
  const REASON_NEEDED = 428;
  const SHORTEST = 8;
  const LONGEST = 500;
  const PATIENCE_MS = 1500;
  const { tallyroom } = window;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  }

  function button(className, text, type) {
    const element = make("button", className, text);
    element.type = type;
    return element;
  }

  function gridState(key) {
    const ids = [...document.querySelectorAll("[id*='\"widget\":\"grid\"']")].map((element) => element.id);
    const id = ids.find((text) => JSON.parse(text).key === key);
    const api = id && window.dash_ag_grid && window.dash_ag_grid.getApi(JSON.parse(id));
    if (!api) { return ""; }
    const sort = api.getColumnState().filter((column) => column.sort)
      .sort((a, b) => a.sortIndex - b.sortIndex).map((column) => ({ colId: column.colId, sort: column.sort }));
    const state = { filterModel: api.getFilterModel(), sortModel: sort };
    return Object.keys(state.filterModel).length || sort.length ? JSON.stringify(state) : "";
  }

  function address(link) {
    const parameters = new URLSearchParams(window.location.search);
    const grid = gridState(link.dataset.export);
    if (grid) { parameters.set("grid", grid); }
    const text = parameters.toString();
    return link.pathname + (text ? "?" + text : "");
  }

  // A dialog of its own, gone when it is closed; the browser keeps the focus inside and gives it back, and closes it by Escape.
  function dialog(title, text, inside, actions) {
    const found = make("dialog", "tr-dialog tr-export-dialog");
    found.setAttribute("aria-labelledby", "tr-export-title");
    found.setAttribute("aria-describedby", "tr-export-words");
    const heading = make("h2", "", title);
    heading.id = "tr-export-title";
    const words = make("p", "", text);
    words.id = "tr-export-words";
    const form = make("form");
    form.method = "dialog";
    const foot = make("div", "tr-dialog-actions");
    foot.append(...actions);
    form.append(...inside, foot);
    found.append(heading, words, form);
    found.addEventListener("close", () => found.remove());
    document.body.append(found);
    found.showModal();
    return found;
  }

  // The reason, or nothing when the person thinks better of it.
  function askReason(body) {
    const label = make("label", "tr-export-label", "Reason");
    const field = make("textarea", "form-control");
    Object.assign(field, { id: "tr-export-reason", rows: 3, required: true, minLength: SHORTEST, maxLength: LONGEST });
    label.htmlFor = field.id;
    const hint = make("span", "tr-muted", `Kept in the export register; ${SHORTEST} letters at least. Name no customer.`);
    hint.id = "tr-export-hint";
    field.setAttribute("aria-describedby", hint.id);
    const cancel = button("btn btn-light", "Cancel", "button");
    const go = button("btn btn-primary", body.approval ? "Ask for approval" : "Download", "submit");
    const found = dialog("What is it for?", body.error, [label, field, hint], [cancel, go]);
    cancel.addEventListener("click", () => found.close());
    field.focus();
    return new Promise((resolve) => {
      found.querySelector("form").addEventListener("submit", () => resolve(field.value.trim()));
      found.addEventListener("close", () => resolve(""));
    });
  }

  function tellWaiting(body) {
    const link = make("a", "", body.download);
    link.href = body.download;
    link.dataset.approved = body.export;
    dialog(`Waiting for approval, number ${body.export}`, body.message, [link], [button("btn btn-primary", "Close", "submit")]);
  }

  // What session.js has not told already.
  function tell(answer, body) {
    const told = [400, 401, 403, 429].includes(answer.status) || answer.status >= 500;
    if (!told) { tallyroom.toast(body.error || "This could not be downloaded.", { kind: "error", reference: body.reference || "" }); }
  }

  // The answer that carries the download, or null when the person knows why there is none.
  async function agreed(where, options, reason) {
    const headers = { ...options.headers, ...(reason ? { "X-Export-Reason": encodeURIComponent(reason) } : {}) };
    const answer = await window.fetch(where, { ...options, headers });
    if (answer.status === OK) { return answer; }
    const body = await answer.json().catch(() => ({}));
    if (answer.status === REASON_NEEDED && !reason) {
      const given = await askReason(body);
      return given ? agreed(where, options, given) : null;
    }
    if (answer.status === WAITING) { tellWaiting(body); } else { tell(answer, body); }
    return null;
  }

  function nameOf(answer) {
    const header = answer.headers.get("Content-Disposition") || "";
    const coded = header.match(/filename\*=UTF-8''([^;]+)/i);
    const plain = header.match(/filename="?([^";]+)"?/i);
    return coded ? decodeURIComponent(coded[1]) : plain ? plain[1] : "download";
  }

  async function save(answer) {
    const link = make("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = nameOf(answer);
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function download(where) {
    const timer = window.setTimeout(() => tallyroom.toast("The download is being prepared."), PATIENCE_MS);
    const answer = await agreed(where, {}, "").catch(() => null).finally(() => window.clearTimeout(timer));
    if (answer) { await save(answer); }
  }

  function plotOf(key) {
    const found = [...document.querySelectorAll("[id*='\"widget\":\"chart\"']")].find((element) => JSON.parse(element.id).key === key);
    return found && found.querySelector(".js-plotly-plot");
  }

  function posted(where) {
    const options = { method: "POST", headers: { "X-CSRFToken": tallyroom.csrfToken() } };
    return agreed(where, options, "");
  }

  // A file that the desk makes for the asking, and what is different on the page afterwards.
  async function take(item) {
    const answer = await posted(item.dataset.take).catch(() => null);
    if (!answer) { return; }
    await save(answer);
    window.dash_clientside.set_props("acted", { data: { text: item.dataset.taken, kind: "good", at: Date.now() / 1000 } });
  }

  // A line of an image holds about so many letters.
  function wrapped(text) {
    return text.replace(/(.{1,150})(?:\s+|$)/g, "$1<br>").replace(/<br>$/, "");
  }

  async function image(item) {
    const key = item.dataset.png;
    const answer = await posted("/export/" + key + ".png" + window.location.search);
    if (!answer) { return; }
    const plot = plotOf(key);
    if (!plot) { tallyroom.toast("This chart could not be drawn as an image.", { kind: "error" }); return; }
    const { name, checks } = await answer.json();
    const background = window.getComputedStyle(plot.closest(".tr-card") || document.body).backgroundColor;
    const figure = { data: plot.data, layout: { ...plot.layout, paper_bgcolor: background, title: { text: item.dataset.title, subtitle: { text: wrapped(checks) } } }, config: {} };
    await window.Plotly.downloadImage(figure, { format: "png", scale: 2, width: 1200, height: 600, filename: name.replace(/\.png$/, "") });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-export], a[data-approved]");
    if (link) {
      event.preventDefault();
      download(link.dataset.export ? address(link) : link.pathname);
    }
    const item = event.target.closest("button[data-png]");
    if (item) { image(item); }
    const file = event.target.closest("button[data-take]");
    if (file) { take(file); }
  });

  // Paper says who printed it, and when.
  window.addEventListener("beforeprint", () => {
    const mark = document.getElementById("print-mark");
    if (mark) { mark.textContent = `Printed by ${mark.dataset.name}, ${new Date().toLocaleString(document.documentElement.lang)}`; }
  });
})();
