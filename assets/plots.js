// Figures arrive without a template. Here each is dressed in the theme before it is drawn, and again when the theme changes.
(function () {
  "use strict";

  const LETTER = 6.6;
  const AXIS = 56;
  const [DIGIT, BESIDE] = [5.8, 6];
  const { plots } = window.tallyroom;
  let plotly;

  function theme() { return document.documentElement.dataset.bsTheme === "dark" ? "dark" : "light"; }

  // Light colours become their dark twins, wherever in a figure they stand; data that a click carries stays as it is.
  function recoloured(part, name) {
    if (typeof part === "string") { return plots.twins[part] || part; }
    if (name === "customdata" || part === null || typeof part !== "object" || ArrayBuffer.isView(part)) { return part; }
    if (Array.isArray(part)) { return part.map((item) => recoloured(item)); }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recoloured(value, key)]));
  }

  // Labels of a scale that would touch on a narrow plot: every other one stays.
  function fitted(axis, width) {
    if (!axis || axis.type !== "category" || !axis.ticktext || !width) { return axis; }
    const longest = (text) => Math.max(...text.split("<br>").map((part) => part.length));
    const needed = axis.ticktext.reduce((sum, text) => sum + longest(String(text)) * LETTER + 10, 0);
    if (needed <= width) { return axis; }
    const kept = (_item, position) => (axis.tickvals.length - 1 - position) % 2 === 0;
    return { ...axis, tickvals: axis.tickvals.filter(kept), ticktext: axis.ticktext.filter(kept) };
  }

  // Values that are wider than their cells are left to the hover.
  function printed(trace, width) {
    if (trace.type !== "heatmap" || !trace.texttemplate || !trace.text || !width) { return trace; }
    const longest = (texts) => Math.max(0, ...texts.map((text) => String(text).replace(/<[^>]*>/g, "").length));
    const cell = (width - longest(trace.y) * LETTER) / trace.x.length;
    return longest(trace.text.flat()) * DIGIT + BESIDE > cell ? { ...trace, texttemplate: "" } : trace;
  }

  function dressed(plot, figure) {
    const mode = theme();
    const { data, layout } = mode === "dark" ? { data: recoloured(figure.data || []), layout: recoloured(figure.layout || {}) } : figure;
    const { margin = {} } = layout || {};
    const room = plot.clientWidth - (margin.r || 0) - AXIS;
    const xaxis = fitted((layout || {}).xaxis, room);
    const drawn = data && data.map((trace) => printed(trace, room));
    return { ...figure, data: drawn, layout: { ...layout, ...(xaxis ? { xaxis } : {}), template: { layout: plots[mode] } } };
  }

  function wrap(library) {
    const { react } = library;
    library.react = function (target, figure, layout, config) {
      const plot = typeof target === "string" ? document.getElementById(target) : target;
      const given = figure && !Array.isArray(figure) ? figure : { data: figure, layout, config };
      plot.trFigure = given;
      return react.call(library, plot, dressed(plot, given));
    };
  }

  function all() { return [...document.querySelectorAll(".js-plotly-plot")].filter((plot) => plot.trFigure); }

  // The bundle assigns window.Plotly when it arrives; from then on every drawing passes through here.
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly,
    set: (library) => { plotly = library; wrap(library); },
  });

  document.addEventListener("tallyroom:theme", () => all().forEach((plot) => plotly.react(plot, plot.trFigure)));

  // On paper a plot keeps its drawing and scales: a view box of its size on screen is all that it needs.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".main-svg").forEach((svg) => {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    });
  });
  window.addEventListener("afterprint", () => document.querySelectorAll(".main-svg").forEach((svg) => svg.removeAttribute("viewBox")));
})();
