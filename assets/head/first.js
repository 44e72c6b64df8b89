// Runs in the head, before anything is drawn: the theme, the side bar, and where the two large libraries are.
(function () {
  "use strict";

  const here = document.currentScript;
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function kept(name) {
    try { return window.localStorage.getItem(name); } catch (_error) { return null; /* storage is switched off */ }
  }

  root.dataset.bsTheme = ["light", "dark"].includes(kept("tr-theme")) ? kept("tr-theme") : dark.matches ? "dark" : "light";
  root.dataset.trSidebar = kept("tr-sidebar") === "icons" ? "icons" : "wide";

  window.tallyroom = { libraries: { plotly: here.dataset.plotly, grid: here.dataset.grid } };

  // dcc loads plotly.js from this address with the first chart; the renderer would set it to the whole library.
  Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => here.dataset.plotly, set: () => {} });
})();
