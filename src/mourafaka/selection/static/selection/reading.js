/* The grid by keyboard, the running total, and saving while one reads. The page works without this file. */
(function () {
  "use strict";

  var form = document.getElementById("grid");
  if (!form) return;
  var criteria = Array.prototype.slice.call(form.querySelectorAll("[data-criterion]"));
  var total = form.querySelector("[data-total]");
  var given = form.querySelector("[data-given]");
  var saved = form.querySelector("[data-saved]");
  var places = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-MA-u-nu-latn" : "fr-MA", {
    minimumFractionDigits: 1, maximumFractionDigits: 1
  });
  var current = -1;

  function mark(criterion) {
    var chosen = criterion.querySelector("input:checked");
    return chosen ? Number(chosen.value) : null;
  }

  function recount() {
    var points = 0, marks = 0;
    criteria.forEach(function (criterion) {
      var value = mark(criterion);
      if (value === null) return;
      var meaning = criterion.querySelectorAll("[data-levels] span")[value];
      criterion.querySelector("[data-meaning]").textContent = meaning ? meaning.textContent : "";
      marks += 1;
      points += Number(criterion.dataset.weight) * value / 5;
    });
    total.textContent = places.format(points);
    given.textContent = marks;
  }

  /* the criterion one is at shows what its marks mean; the others fold */
  function goTo(index) {
    if (index < 0 || index >= criteria.length) return;
    criteria.forEach(function (criterion, place) {
      criterion.querySelector("details").open = place === index;
    });
    current = index;
    var at = criteria[index];
    var radio = at.querySelector("input:checked") || at.querySelector("input");
    radio.focus({ preventScroll: true });
    at.scrollIntoView({ block: "center" });
  }

  function choose(value) {
    if (current < 0) goTo(firstOpen());
    var radio = criteria[current].querySelector('input[value="' + value + '"]');
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (current + 1 < criteria.length) goTo(current + 1);
  }

  function firstOpen() {
    for (var place = 0; place < criteria.length; place += 1) if (mark(criteria[place]) === null) return place;
    return 0;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=radio]), summary, dialog")) return;
    if (/^[0-5]$/.test(event.key)) choose(event.key);
    else if (event.key === "j") goTo(current + 1);
    else if (event.key === "k") goTo(current < 0 ? 0 : current - 1);
    else if (event.key === "s") form.requestSubmit(form.querySelector('[value="next"]'));
    else return;
    event.preventDefault();
  });

  form.addEventListener("focusin", function (event) {
    var criterion = event.target.closest("[data-criterion]");
    if (criterion) current = criteria.indexOf(criterion);
  });

  /* one draft at a time, the last one wins; nothing is sent over a submitted review */
  var timer = 0, sending = false, again = false, submitter = null, stopped = form.hasAttribute("data-submitted");

  function later(delay) {
    if (stopped) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, delay);
  }

  function save() {
    if (sending) { again = true; return; }
    sending = true;
    fetch(form.dataset.draft, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } })
      .then(function (answer) {
        return answer.json().then(function (content) { told(answer.ok, content); });
      })
      .catch(function () { told(false, { sentence: form.dataset.failed, code: "connection" }); })
      .finally(function () {
        sending = false;
        if (submitter) form.requestSubmit(submitter);
        else if (again) { again = false; later(0); }
      });
  }

  function told(ok, content) {
    saved.textContent = content.sentence;
    saved.classList.toggle("warn", !ok);
    if (ok) form.elements.version.value = content.version;
    else if (content.code !== "connection") stopped = true;
  }

  form.addEventListener("change", function () { recount(); later(300); });
  form.addEventListener("input", function (event) { if (event.target.matches("textarea")) later(1200); });
  /* a draft on its way is let through first, so that the review is not refused as typed over an older one */
  form.addEventListener("submit", function (event) {
    stopped = true;
    window.clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    submitter = event.submitter || form.querySelector('[value="next"]');
  });
  form.dataset.ready = "yes";
})();
