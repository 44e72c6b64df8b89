// Buttons that no callback answers: a card's Try again, and signing out.
(function () {
  "use strict";

  document.addEventListener("click", (event) => {
    const again = event.target.closest(".tr-state-action");
    const frame = again && again.closest(".tr-chart, .tr-grid-frame, .tr-kpi, .tr-card");
    const retry = frame && frame.querySelector("button[data-retry]");
    if (retry) { retry.click(); }
    const posting = event.target.closest("button[data-post]");
    if (posting) { post(posting.dataset.post); }
  });

  // A list narrows while one types: rows that hold every word stay.
  document.addEventListener("input", (event) => {
    const list = event.target.type === "search" && event.target.closest("[data-narrows]");
    const held = list && list.querySelector("[id*='\"widget\":\"listing\"']");
    const api = held && window.dash_ag_grid.getApi(JSON.parse(held.id));
    if (api) { api.setGridOption("quickFilterText", event.target.value); }
  });

  // Leaves the page by a form, as signing out does.
  function post(action) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "csrf_token";
    token.value = window.tallyroom.csrfToken();
    form.append(token);
    document.body.append(form);
    form.submit();
  }
})();
