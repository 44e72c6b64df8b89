// Where one thing after another is decided, keys press the buttons while the focus is there, and what comes next takes the focus.
(function () {
  "use strict";

  const PATIENCE = 20000;
  let waiting = null;

  function focusNext(before) {
    if (waiting) { waiting.disconnect(); }
    const observer = new MutationObserver(() => {
      const held = document.querySelector(".tr-keys");
      if (!held || held.dataset.about === before) { return; }
      observer.disconnect();
      if (document.activeElement === document.body || document.activeElement === null) { held.focus({ preventScroll: true }); }
    });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-about"] });
    window.setTimeout(() => observer.disconnect(), PATIENCE);
    waiting = observer;
  }

  document.addEventListener("keydown", (event) => {
    const held = event.target.closest(".tr-keys");
    if (!held || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input, textarea, select")) { return; }
    const button = [...held.querySelectorAll("button[aria-keyshortcuts]")].find((one) => one.getAttribute("aria-keyshortcuts") === event.key.toUpperCase());
    if (button) { event.preventDefault(); button.click(); }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".tr-keys button[aria-keyshortcuts]");
    if (button) { focusNext(button.closest(".tr-keys").dataset.about); }
  });
})();
