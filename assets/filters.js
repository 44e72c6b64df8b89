// The walk of a filter in the browser: controls -> store and URL -> links. The URL is the truth; the store is derived.
(function () {
  "use strict";

  const DIMENSIONS = ["category", "brand", "channel", "platform", "region", "country", "payment_method", "product", "customer", "segment"];
  const NAMES = ["from", "to", "compare", ...DIMENSIONS, "currency", "basis", "grain"];
  const DEFAULT_COMPARISON = "previous";
  const DEFAULTS = { basis: "event", grain: "", currency: "" };
  const COMPARISONS = { previous: "previous period", last_year: "last year" };
  const GRAINS = { "": "automatic", day: "day", week: "week", month: "month", quarter: "quarter", fiscal_month: "fiscal month" };

  function day(text) {
    const options = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
    return new Date(text + "T00:00:00Z").toLocaleDateString(document.documentElement.lang || "en-GB", options);
  }

  // {name: value} of the controls on the page, from parallel arrays.
  function controls(values, ids) {
    const found = {};
    ids.forEach((id, position) => { found[id.filter] = values[position]; });
    return found;
  }

  // The titles of a chip that is a choice of its page; nothing for filters.
  function titles(name) {
    const chip = document.querySelector('[data-filter="' + name + '"][data-titles]');
    return chip ? JSON.parse(chip.dataset.titles) : null;
  }

  function comparisons(found) {
    const chosen = (found.compare || []).filter((value) => value !== "custom");
    const complete = found.compare_from && found.compare_to && found.compare_from <= found.compare_to;
    if ((found.compare || []).includes("custom") && complete) {
      chosen.push(found.compare_from + ".." + found.compare_to);
    }
    return chosen.slice(0, 2);
  }

  // The query string: parameters of this page that are no filters stay, filters without a control here are carried.
  function search(found, defaultDates) {
    const given = new URLSearchParams(window.location.search);
    const kept = new URLSearchParams();
    const has = (name) => name in found;
    for (const [name, value] of given) {
      if (!has(name)) { kept.append(name, value); }
    }
    const datesAreDefault = defaultDates && found.from === defaultDates[0] && found.to === defaultDates[1];
    for (const name of NAMES) {
      if (!has(name)) { continue; }
      if (name === "from" || name === "to") {
        if (found[name] && !datesAreDefault) { kept.append(name, found[name]); }
      } else if (name === "compare") {
        const chosen = comparisons(found);
        if (!chosen.length) { kept.append(name, "none"); }
        if (chosen.join() !== DEFAULT_COMPARISON) { chosen.forEach((value) => kept.append(name, value)); }
      } else if (DIMENSIONS.includes(name)) {
        (found[name] || []).forEach((value) => kept.append(name, value));
      } else if (found[name] && found[name] !== DEFAULTS[name]) {
        kept.append(name, found[name]);
      }
    }
    // The ways to look at this page: their default is an empty value.
    for (const name of Object.keys(found)) {
      if (titles(name) && found[name]) { kept.append(name, found[name]); }
    }
    const text = kept.toString();
    return text ? "?" + text : "";
  }

  function listed(values) {
    if (!values || !values.length) { return ""; }
    return values.length === 1 ? values[0] : values.length + " selected";
  }

  function chipText(name, found) {
    if (name === "dates") { return found.from && found.to ? day(found.from) + " – " + day(found.to) : "choose both days"; }
    if (name === "compare") {
      return comparisons(found).map((value) => COMPARISONS[value] || value.split("..").map(day).join(" – ")).join(", ") || "nothing";
    }
    if (name === "basis") { return found.basis === "order" ? "order date" : "event date"; }
    if (name === "currency") { return found.currency ? found.currency + " orders" : ""; }
    if (name === "grain") { return GRAINS[found.grain || ""]; }
    const chosen = titles(name);
    return chosen ? chosen[found[name] || ""] : listed(found[name]);
  }

  function chipActive(name, found, datesAreDefault) {
    if (name === "dates") { return !datesAreDefault; }
    if (name === "compare") { return comparisons(found).length > 0; }
    if (name === "basis") { return found.basis === "order"; }
    return Boolean(name in found && found[name] && found[name].length);
  }

  function carried(text) {
    const kept = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(text)) {
      if (NAMES.includes(name)) { kept.append(name, value); }
    }
    const result = kept.toString();
    return result ? "?" + result : "";
  }

  function collect(values, _loaded, ids, defaultDates, chips, navs, resets) {
    const found = controls(values, ids);
    const text = ids.length ? search(found, defaultDates) : window.location.search;
    if (text !== window.location.search) {
      window.history.replaceState(window.history.state, "", window.location.pathname + text + window.location.hash);
    }
    const datesAreDefault = defaultDates && found.from === defaultDates[0] && found.to === defaultDates[1];
    const active = chips.map((id) => chipActive(id.chip, found, datesAreDefault));
    const changed = chips.map((id, position) => active[position] && id.chip !== "compare");
    const links = navs.map((id) => "/" + id.nav + carried(text));
    return [
      text,
      chips.map((id) => chipText(id.chip, found)),
      active.map((on) => (on ? "tr-chip tr-chip-active" : "tr-chip")),
      links,
      resets.map(() => !changed.some(Boolean)),
    ];
  }

  // A preset button, or Reset, sets the controls; collect() then follows.
  function preset(_clicks, ids, presets) {
    const trigger = window.dash_clientside.callback_context.triggered[0];
    const none = window.dash_clientside.no_update;
    if (!trigger || !trigger.value) { return [none, none]; }
    const name = JSON.parse(trigger.prop_id.slice(0, trigger.prop_id.lastIndexOf("."))).preset;
    const chosen = presets.find((item) => item[0] === name);
    return [chosen[1], chosen[2]];
  }

  function reset(_clicks, ids, defaultDates) {
    const none = window.dash_clientside.no_update;
    const trigger = window.dash_clientside.callback_context.triggered[0];
    if (!trigger || !trigger.value) { return ids.map(() => none); }
    return ids.map(({ filter }) => {
      if (filter === "from" || filter === "to") { return defaultDates[filter === "from" ? 0 : 1]; }
      if (filter === "compare") { return [DEFAULT_COMPARISON]; }
      return DIMENSIONS.includes(filter) ? [] : DEFAULTS[filter] || "";
    });
  }

  function purge(_filters, _drill, _acted, _retries, id) {
    if (window.dash_ag_grid) {
      window.dash_ag_grid.getApiAsync(id).then((api) => api.purgeInfiniteCache());
    }
    return window.dash_clientside.no_update;
  }

  // Columns that lead to a page: its name, and the values of the row that it reads.
  const LINKS = {
    metric: { page: "metric", names: ["metric"] },
    query: { page: "query", names: ["query"] },
    table: { page: "table", names: ["table"] },
    order_id: { page: "order", names: ["source", "order_id"] },
    customer_id: { page: "customer", names: ["source", "customer_id"] },
    user_name: { page: "user", names: ["user_name"] },
    request_id: { page: "request", names: ["request_id"] },
    check_name: { page: "check", names: ["check_name"] },
  };

  // A click on a cell that names something opens its page. Columns that lead somewhere are drawn as links.
  function follow(clicks, ids) {
    const none = window.dash_clientside.no_update;
    const trigger = window.dash_clientside.callback_context.triggered[0];
    if (!trigger || !trigger.value) { return none; }
    const id = JSON.parse(trigger.prop_id.slice(0, trigger.prop_id.lastIndexOf(".")));
    const api = window.dash_ag_grid.getApi(id);
    const node = api && api.getDisplayedRowAtIndex(trigger.value.rowIndex);
    const link = node && node.data && LINKS[trigger.value.colId];
    if (!link || link.names.some((name) => !node.data[name])) { return none; }
    return `/${link.page}?` + new URLSearchParams(link.names.map((name) => [name, node.data[name]])).toString();
  }

  function arrived(title) {
    window.scrollTo(0, 0);
    // A secret that was shown once does not go along to the next page.
    window.dash_clientside.set_props("act-secret", { children: null });
    document.title = title ? title + " · Tallyroom" : "Tallyroom";
    document.querySelectorAll(".tr-nav-link[href]").forEach((link) => {
      const here = new URL(link.href).pathname === window.location.pathname;
      if (here) { link.setAttribute("aria-current", "page"); } else { link.removeAttribute("aria-current"); }
    });
    return window.dash_clientside.no_update;
  }

  // Typing in a panel's search box hides the values that do not contain it.
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".tr-panel-search, .tr-panel-search input")) { return; }
    const wanted = event.target.value.toLowerCase();
    event.target.closest(".tr-panel").querySelectorAll(".tr-checks .form-check").forEach((check) => {
      check.hidden = !check.textContent.toLowerCase().includes(wanted);
    });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.tallyroom = Object.assign(window.dash_clientside.tallyroom || {}, { collect, preset, reset, purge, follow, arrived });
})();
