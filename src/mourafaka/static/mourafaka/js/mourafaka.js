/* Comforts only: every page works without this file. */
(function () {
  "use strict";

  function each(root, selector, act) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), act);
  }

  /* a menu closes when one looks elsewhere */
  function closeMenus(except) {
    each(document, "details.menu[open]", function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));

    var opener = event.target.closest("[data-opens]");
    var sheet = opener && document.getElementById(opener.dataset.opens);
    if (sheet && sheet.showModal) {
      event.preventDefault();
      sheet.showModal();
    }
    var closer = event.target.closest("[data-closes]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
    if (event.target.closest("[data-dismiss]")) event.target.closest(".note").remove();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* a filter applies at once; the button remains for those without scripts */
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-auto]");
    if (form && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
  });

  /* a second press on the same button sends nothing */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.target) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () {
    each(document, "form[data-sent]", function (form) { delete form.dataset.sent; });
  });

  /* only a region that really scrolls is a stop for the keyboard */
  function measure(region) {
    if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
  var watcher = window.ResizeObserver && new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { measure(entry.target); });
  });

  function prepare(root) {
    if (watcher) each(root, ".scroll", function (region) { watcher.observe(region); });
    each(root, ".note[data-dismissible]:not([data-ready])", function (note) {
      note.dataset.ready = "yes";
      var button = document.createElement("button");
      button.type = "button";
      button.dataset.dismiss = "";
      button.setAttribute("aria-label", note.dataset.dismissible);
      button.textContent = "×";
      note.append(button);
    });
  }
  prepare(document);
  document.addEventListener("htmx:after:swap", function () { prepare(document); });

  /* someone whose form came back lands on what must be corrected */
  var summary = document.querySelector(".summary[tabindex]");
  if (summary) summary.focus();
})();
