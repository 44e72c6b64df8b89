// What a button of a form does: asks first where it must, then says what was done. A secret stays until it is noted.
(function () {
  "use strict";

  const { tallyroom } = window;
  let agreed = null;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function ask(button) {
    const dialog = make("dialog", "tr-dialog", "");
    dialog.setAttribute("aria-labelledby", "tr-confirm-title");
    const title = make("h2", "", button.textContent);
    title.id = "tr-confirm-title";
    const foot = make("div", "tr-dialog-actions", "");
    const no = make("button", "btn btn-light", "Cancel");
    const yes = make("button", "btn btn-primary", button.textContent);
    no.type = yes.type = "button";
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => { agreed = button; dialog.close(); button.click(); });
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    foot.append(no, yes);
    dialog.append(title, make("p", "", button.dataset.confirm), foot);
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  }

  // Before Dash sees the click.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (button && agreed !== button) {
      event.stopPropagation();
      event.preventDefault();
      ask(button);
    }
    agreed = null;
    const noted = event.target.closest("button[data-dismiss]");
    if (noted) { window.dash_clientside.set_props(noted.dataset.dismiss, { children: null }); }
  }, true);

  // Work beside the requests that has ended: cards ask anew, as after any deed.
  let working = false;
  function worked(idle) {
    const before = working;
    working = idle.includes(false);
    return before && !working ? { text: "", kind: "good", at: Date.now() / 1000 } : window.dash_clientside.no_update;
  }

  function acted(said) {
    if (said && said.text) { tallyroom.toast(said.text, { kind: said.kind, seconds: said.kind === "error" ? 20 : 8 }); }
    window.setTimeout(() => {
      const answer = document.getElementById("act-secret");
      if (said && answer.childElementCount) { answer.scrollIntoView({ block: "center" }); }
    }, 100);
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.tallyroom = Object.assign(window.dash_clientside.tallyroom || {}, { acted, worked });
})();
