/* The queue and a case by keyboard. The pages work without this file. */
(function () {
  "use strict";

  var rows = Array.prototype.slice.call(document.querySelectorAll("#queue [data-row]"));
  var current = -1;

  function goTo(index) {
    if (index < 0 || index >= rows.length) return;
    current = index;
    rows[index].querySelector("a").focus({ preventScroll: true });
    rows[index].scrollIntoView({ block: "center" });
  }

  function followed(key) {
    var target = document.querySelector('[data-key="' + key + '"]');
    if (target) target.click();
    return Boolean(target);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=checkbox]), dialog")) return;
    if (rows.length && event.key === "j") goTo(current + 1);
    else if (rows.length && event.key === "k") goTo(current < 0 ? 0 : current - 1);
    else if (rows.length && event.key === "x" && current >= 0) {
      var box = rows[current].querySelector("input[type=checkbox]");
      if (box) box.checked = !box.checked;
    }
    else if (!/^[jktu]$/.test(event.key) || !followed(event.key)) return;
    event.preventDefault();
  });
})();
