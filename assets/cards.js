// Downloads: a link takes the filters of the moment along; a PNG is drawn here after the server has agreed.
(function () {
  "use strict";

  function cookie(name) {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
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

  function plotOf(key) {
    const found = [...document.querySelectorAll("[id*='\"widget\":\"chart\"']")].find((element) => JSON.parse(element.id).key === key);
    return found && found.querySelector(".js-plotly-plot");
  }

  async function image(button) {
    const key = button.dataset.png;
    const answer = await window.fetch("/export/" + key + ".png" + window.location.search, {
      method: "POST", headers: { "X-CSRFToken": cookie("_csrf_token") },
    });
    const plot = plotOf(key);
    if (!answer.ok || !plot) {
      const body = await answer.json().catch(() => ({}));
      window.tallyroom.toast(body.error || "This chart could not be drawn as an image.", { kind: "error", reference: body.reference });
      return;
    }
    const { name } = await answer.json();
    const background = window.getComputedStyle(plot.closest(".tr-card") || document.body).backgroundColor;
    const figure = { data: plot.data, layout: { ...plot.layout, paper_bgcolor: background, title: { text: button.dataset.title } }, config: {} };
    await window.Plotly.downloadImage(figure, { format: "png", scale: 2, width: 1200, height: 600, filename: name.replace(/\.png$/, "") });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-export]");
    if (link) { link.href = address(link); }
    const button = event.target.closest("button[data-png]");
    if (button) { image(button); }
    const again = event.target.closest(".tr-state-action");
    const frame = again && again.closest(".tr-chart, .tr-grid-frame, .tr-kpi, .tr-card");
    const retry = frame && frame.querySelector("button[data-retry]");
    if (retry) { retry.click(); }
    const posting = event.target.closest("button[data-post]");
    if (posting) { post(posting.dataset.post); }
  });

  // Leaves the page by a form, as signing out does.
  function post(action) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "csrf_token";
    token.value = cookie("_csrf_token");
    form.append(token);
    document.body.append(form);
    form.submit();
  }
})();
