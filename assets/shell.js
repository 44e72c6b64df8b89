// Theme, side bar, menus and panels: what the page does without asking the server.
(function () {
  "use strict";

  const root = document.documentElement;
  const wide = window.matchMedia("(min-width: 992px)");
  const sheet = window.matchMedia("(max-width: 575.98px)");
  const POPUPS = ".tr-chip, .tr-menu";
  const EDGE = 12;

  function keep(name, value) {
    try { window.localStorage.setItem(name, value); } catch (_error) { /* storage is switched off */ }
  }

  function setTheme(name) {
    root.dataset.bsTheme = name;
    keep("tr-theme", name);
    document.dispatchEvent(new CustomEvent("tallyroom:theme", { detail: name }));
  }

  function setSidebar(state) {
    root.dataset.trSidebar = state;
    const toggle = document.getElementById("tr-sidebar-toggle");
    if (toggle) { toggle.setAttribute("aria-label", state === "icons" ? "Widen the side bar" : "Collapse the side bar"); }
    const menu = document.getElementById("tr-menu-button");
    if (menu) { menu.setAttribute("aria-expanded", String(state === "open")); }
    if (state !== "open") { keep("tr-sidebar", state); }
  }

  function closeDrawer() {
    if (root.dataset.trSidebar !== "open") { return false; }
    let kept = "wide";
    try { kept = window.localStorage.getItem("tr-sidebar") || "wide"; } catch (_error) { /* storage is switched off */ }
    setSidebar(kept);
    return true;
  }

  function openDrawer() {
    setSidebar("open");
    const first = document.querySelector(".tr-sidebar a");
    if (first) { first.focus(); }
  }

  // Under its chip, inside the window; on a phone the style sheet makes it a sheet at the bottom.
  function place(chip) {
    const panel = chip.querySelector(":scope > .tr-panel");
    if (!panel || sheet.matches) { return; }
    const at = chip.getBoundingClientRect();
    panel.style.top = `${at.bottom + 6}px`;
    panel.style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - panel.offsetWidth - EDGE))}px`;
  }

  function opened() { return [...document.querySelectorAll(POPUPS)].filter((popup) => popup.open); }

  function close(popup, giveFocusBack) {
    const held = popup.contains(document.activeElement);
    popup.open = false;
    if (giveFocusBack && held) { popup.querySelector("summary").focus(); }
  }

  // Lists and calendars of Dash open outside the panel that they belong to.
  function inPortal(target) { return Boolean(target.closest("[data-radix-popper-content-wrapper], .dash-dropdown-content, .dash-datepicker-content")); }

  document.addEventListener("toggle", (event) => {
    const popup = event.target;
    if (!popup.matches || !popup.matches(POPUPS)) { return; }
    const card = popup.closest(".tr-card");
    if (card) { card.classList.toggle("tr-card-raised", popup.open); }
    if (!popup.open) { return; }
    opened().filter((other) => other !== popup).forEach((other) => close(other, false));
    place(popup);
  }, true);

  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest("#tr-theme-toggle")) { setTheme(root.dataset.bsTheme === "dark" ? "light" : "dark"); }
    if (target.closest("#tr-sidebar-toggle")) { setSidebar(root.dataset.trSidebar === "icons" ? "wide" : "icons"); }
    if (target.closest("#tr-menu-button")) { openDrawer(); return; }
    const drawer = target.closest(".tr-sidebar");
    if (!drawer || target.closest("a")) { closeDrawer(); }
    if (inPortal(target)) { return; }
    opened().filter((popup) => !popup.contains(target) || target.closest(".tr-menu-item")).forEach((popup) => close(popup, false));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { return; }
    const [popup] = opened();
    if (popup) { close(popup, true); event.stopPropagation(); } else if (closeDrawer()) { document.getElementById("tr-menu-button").focus(); }
  });

  window.addEventListener("resize", () => opened().forEach(place));
  document.addEventListener("scroll", (event) => {
    if (event.target === document || event.target.classList.contains("tr-filter-bar")) { opened().forEach(place); }
  }, true);
  wide.addEventListener("change", closeDrawer);
})();
