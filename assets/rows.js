// The lower rows of a page come once the first are drawn, or as soon as somebody scrolls near them.
(function () {
  "use strict";

  const NEAR = 400;
  const LOOK = 60;
  const PATIENCE = 3000;
  const LOADING = ".tr-page :is(.tr-state-loading, .tr-grid-waiting, .tr-grid-count:empty, [data-dash-is-loading='true'])";
  let arrived = 0;

  function turn() { return document.querySelector("#rows-turn:not([data-taken])"); }

  function take(button) {
    button.dataset.taken = "";
    button.click();
  }

  // Before anybody scrolls they wait: cards that are not drawn yet are small, and everything is near.
  function isNear(button) {
    return window.scrollY > 0 && button.previousElementSibling.getBoundingClientRect().top < window.innerHeight + NEAR;
  }

  function look() {
    const button = turn();
    if (!button) {
      arrived = Date.now();
    } else if (isNear(button) || Date.now() - arrived > PATIENCE || !document.querySelector(LOADING)) {
      take(button);
    }
  }

  // Whoever prints wants all of the page.
  window.addEventListener("beforeprint", () => {
    const button = turn();
    if (button) { take(button); }
  });
  window.setInterval(look, LOOK);

  function letIn(_turn, rows) { return rows; }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.tallyroom = Object.assign(window.dash_clientside.tallyroom || {}, { letIn });
})();
