// Rows of a page that come later: one at a time once what is there is drawn, or at once where somebody scrolls to them.
(function () {
  "use strict";

  const NEAR = 400;
  const LOOK = 60;
  const PATIENCE = 3000;
  const LOADING = ".tr-page :is(.tr-state-loading, .tr-grid-waiting, .tr-grid-count:empty, [data-dash-is-loading='true'])";
  let lastTurn = 0;

  function isNear(place) { return place.getBoundingClientRect().top < window.innerHeight + NEAR; }

  function look() {
    const turn = document.querySelector(".tr-page [data-row-turn]:not([data-taken])");
    if (!turn) {
      lastTurn = Date.now();
      return;
    }
    const waited = Date.now() - lastTurn;
    if (isNear(turn.previousElementSibling) || waited > PATIENCE || !document.querySelector(LOADING)) {
      turn.dataset.taken = "";
      lastTurn = Date.now();
      turn.click();
    }
  }

  // Whoever prints wants all of the page.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".tr-page [data-row-turn]:not([data-taken])").forEach((turn) => { turn.click(); });
  });
  window.setInterval(look, LOOK);

  function letIn(_turn, row) { return row; }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.tallyroom = Object.assign(window.dash_clientside.tallyroom || {}, { letIn });
})();
