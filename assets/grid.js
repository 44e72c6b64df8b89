// The grid: its script arrives with the first grid of a page; its theme is made of our tokens; its numbers follow the reader.
(function () {
  "use strict";

  const { tallyroom } = window;
  const PATIENCE = 4000; // milliseconds
  const [SCROLL_BAR, NARROW] = [15, 480]; // pixels
  let arriving = null;

  // Charts first: the grid's script is as large as theirs, and grids stand below them.
  function chartsDrawn() {
    const began = Date.now();
    const drawn = (card) => card.querySelector(".main-svg, .tr-state-gate, .tr-state-empty, .tr-state-error, .tr-state-forbidden");
    return new Promise((resolve) => {
      const look = () => {
        const waiting = [...document.querySelectorAll(".tr-chart")].some((card) => !drawn(card));
        if (waiting && Date.now() - began < PATIENCE) { window.setTimeout(look, 50); } else { resolve(); }
      };
      look();
    });
  }

  function load() {
    arriving = arriving || chartsDrawn().then(fetchScript);
    return arriving;
  }

  function fetchScript() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = tallyroom.libraries.grid;
      script.onload = () => resolve(window.dash_ag_grid);
      script.onerror = () => { arriving = null; reject(new Error("The grid's script did not arrive.")); };
      document.head.append(script);
    });
  }

  // Stands in for the grid until its script is there, then draws the real one with the same properties.
  function AgGrid(properties) {
    const [, arrived] = window.React.useState(false);
    const Real = window.dash_ag_grid.AgGrid;
    window.React.useEffect(() => {
      let here = true;
      load().then(() => here && arrived(true), () => tallyroom.toast("The table could not be loaded. Reload the page.", { kind: "error" }));
      return () => { here = false; };
    }, []);
    if (Real !== AgGrid) { return window.React.createElement(Real, properties); }
    return window.React.createElement("div", { style: properties.style, className: "tr-grid-waiting" });
  }
  AgGrid.dashRenderType = true;

  if (!window.dash_ag_grid && tallyroom.libraries.grid) {
    window.dash_ag_grid = { AgGrid, getApi: () => null, getApiAsync: (id) => load().then((real) => real.getApiAsync(id)) };
  }

  const made = new Map();
  function formatter(kind, Kind, locale, options) {
    const key = kind + locale;
    if (!made.has(key)) { made.set(key, new Kind(locale, options)); }
    return made.get(key);
  }
  function number(value, locale, digits, scale = 1) {
    if (value === null || value === undefined || value === "") { return "–"; }
    if (typeof value !== "number") { return String(value); }
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return formatter("number" + digits, Intl.NumberFormat, locale, options).format(value * scale).replace("-", "−");
  }
  function date(value, locale) {
    if (!value) { return "–"; }
    const day = new Date(`${String(value).slice(0, 10)}T00:00:00Z`);
    if (Number.isNaN(day.getTime())) { return String(value); }
    return formatter("date", Intl.DateTimeFormat, locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(day);
  }

  const functions = window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  // In the row of totals a column that does not add up is blank; elsewhere a missing value is a dash.
  function cell(write) {
    return (params, locale) => (params.node && params.node.rowPinned && params.value === undefined ? "" : write(params.value, locale));
  }
  functions.trMoney = cell((value, locale) => number(value, locale, 2));
  functions.trInteger = cell((value, locale) => number(value, locale, 0));
  functions.trDecimal = cell((value, locale) => number(value, locale, 2));
  functions.trRatio = cell((value, locale) => (typeof value === "number" ? `${number(value, locale, 1, 100)}\u202f%` : number(value, locale, 1)));
  functions.trDate = cell(date);
  functions.trTimestamp = cell((value, locale) => (value ? `${date(value, locale)} ${String(value).slice(11, 16)}` : "–"));
  functions.trBoolean = cell((value) => (value === null || value === undefined ? "–" : value ? "yes" : "no"));

  // What names a row, so that it stays chosen when its block is read again.
  functions.trRowId = (params, names) => names.map((name) => params.data[name]).join("/");

  // A share as a bar behind its number.
  functions.trShare = (value) => {
    if (typeof value !== "number") { return {}; }
    const part = `${Math.max(0, Math.min(1, value)) * 100}%`;
    return { background: `linear-gradient(to right, var(--tr-accent-soft) ${part}, transparent ${part})` };
  };

  // A grid of fewer rows than it has room for is no higher than they need.
  function fit(grid, api, all) {
    const { headerHeight, rowHeight } = api.getSizesForCurrentTheme();
    const { clientWidth = 0, scrollWidth = 0 } = grid.querySelector(".ag-center-cols-viewport") || {};
    const bar = scrollWidth > clientWidth ? SCROLL_BAR : 0;
    const height = `${headerHeight + rowHeight * (all + api.getPinnedBottomRowCount()) + bar + 2}px`;
    if (grid.style.getPropertyValue("--tr-grid-fit") !== height) { grid.style.setProperty("--tr-grid-fit", height); }
  }

  // On a phone a pinned column would leave no room for the others.
  function unpin(grid, api) {
    if (grid.clientWidth >= NARROW) { return; }
    const pinned = (api.getColumns() || []).filter((column) => column.getPinned() && column.getActualWidth() > grid.clientWidth / 3);
    if (pinned.length) { api.setColumnsPinned(pinned, null); }
  }

  // "1–12 of 12,345": the rows in view, and all of them once the database has counted.
  functions.trCount = (params, key) => {
    const place = [...document.querySelectorAll("[data-count-of]")].find((element) => element.dataset.countOf === key);
    if (!place || !params.api || params.api.isDestroyed()) { return; }
    const { locale } = params.api.getGridOption("context") || {};
    const all = params.api.getDisplayedRowCount();
    const isCounted = params.api.getGridOption("rowModelType") !== "infinite" || params.api.isLastRowIndexKnown();
    if (!isCounted) { return; }
    fit(place.previousElementSibling, params.api, all);
    unpin(place.previousElementSibling, params.api);
    const [first, last] = shownRows(params.api);
    const words = all === 0 ? "No rows" : `${number(first + 1, locale, 0)}–${number(last + 1, locale, 0)} of ${number(all, locale, 0)}`;
    if (place.textContent !== words) { place.textContent = words; }
  };

  function shownRows(api) {
    const range = api.getVerticalPixelRange();
    const height = api.getSizesForCurrentTheme().rowHeight;
    const last = Math.min(api.getDisplayedRowCount(), Math.floor(range.bottom / height)) - 1;
    return [Math.min(Math.ceil(range.top / height), Math.max(0, last)), Math.max(0, last)];
  }

  functions.trTheme = (quartz) => {
    return quartz.withParams({
      accentColor: "var(--tr-accent)",
      backgroundColor: "var(--tr-surface)",
      foregroundColor: "var(--tr-text)",
      borderColor: "var(--tr-line)",
      borderRadius: 6,
      browserColorScheme: "inherit",
      cellHorizontalPadding: 12,
      chromeBackgroundColor: "var(--tr-surface)",
      columnBorder: false,
      dataBackgroundColor: "var(--tr-surface)",
      fontFamily: ["Inter", "system-ui", "sans-serif"],
      fontSize: 13,
      headerBackgroundColor: "var(--tr-surface)",
      headerFontSize: 12,
      headerTextColor: "var(--tr-muted)",
      iconSize: 14,
      inputBackgroundColor: "var(--tr-surface)",
      inputBorder: "solid 1px var(--tr-line-strong)",
      menuBackgroundColor: "var(--tr-raised)",
      menuShadow: "var(--tr-shadow)",
      oddRowBackgroundColor: "var(--tr-surface)",
      popupShadow: "var(--tr-shadow)",
      rowBorder: "solid 1px var(--tr-line)",
      rowHoverColor: "var(--tr-hover)",
      selectedRowBackgroundColor: "var(--tr-accent-soft)",
      tooltipBackgroundColor: "var(--tr-raised)",
      tooltipTextColor: "var(--tr-text)",
      wrapperBorder: "solid 1px var(--tr-line)",
      wrapperBorderRadius: 6,
    });
  };
})();
