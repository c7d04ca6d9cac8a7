/* A long form kept while it is written: on this device at once, then by the server, also after the connection was
   lost. form[data-keep=KEY][data-draft=URL] with a hidden `version`. Every page works without this file. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-keep]");
  if (!form) return;
  var key = form.dataset.keep, status = document.getElementById("kept");
  var timer = 0, pause = 2000, sending = false, again = false, stopped = false, leave = null, unheard = null;
  var skipped = ["csrfmiddlewaretoken", "act_id", "version"];

  function tell(words, warn) {
    if (!status) return;
    status.textContent = words || "";
    status.classList.toggle("warn", Boolean(warn));
  }

  function said() {
    var values = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && skipped.indexOf(name) < 0) values.push([name, value]);
    });
    return values;
  }

  function keep() {
    try { localStorage.setItem(key, JSON.stringify({ version: form.elements.version.value, values: said() })); } catch (_) { return; }
  }

  /* what was kept and never reached the server comes back, unless somebody wrote since */
  function restore() {
    var kept;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch (_) { kept = null; }
    if (!kept) return;
    if (kept.version !== form.elements.version.value) {
      if (JSON.stringify(kept.values) === JSON.stringify(said())) localStorage.removeItem(key); /* it arrived */
      return;
    }
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || skipped.indexOf(field.name) >= 0 || field.type === "submit") return;
      var values = kept.values.filter(function (pair) { return pair[0] === field.name; }).map(function (pair) { return pair[1]; });
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.indexOf(field.value) >= 0;
      else if (values.length) field.value = values[0];
    });
    tell(form.dataset.restored);
    later(0);
  }

  function later(delay) {
    if (stopped) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(save, delay);
  }

  function save() {
    if (stopped) return;
    if (sending) { again = true; return; }
    sending = true;
    unheard = unheard || draft(); /* one whose answer was lost goes again as the same act, which acts once */
    fetch(form.dataset.draft, { method: "POST", body: unheard.body, headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (answer.redirected || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) throw new Error("page");
        return answer.json().then(function (content) { pause = 2000; heard(answer.ok, content); });
      })
      .catch(function () { /* not every lost connection says when it is back */
        tell(form.dataset.waiting, true);
        later(pause);
        pause = Math.min(2 * pause, 60000);
      })
      .finally(function () {
        sending = false;
        if (leave) { leave(); return; }
        if (again) { again = false; later(0); }
      });
  }

  /* each draft is an act of its own */
  function draft() {
    var body = new FormData(form);
    if (window.crypto && crypto.randomUUID) body.set("act_id", crypto.randomUUID());
    else body.delete("act_id");
    return { body: body, said: JSON.stringify(said()) };
  }

  function heard(ok, content) {
    again = again || unheard.said !== JSON.stringify(said()); /* typed since */
    unheard = null;
    if (!ok || !again) tell(content.sentence, !ok);
    if (ok) {
      form.elements.version.value = content.version;
      if (again) keep();
      else localStorage.removeItem(key);
    } else if (content.code === "changed_meanwhile") stopped = true;
  }

  form.addEventListener("input", function () { keep(); later(1200); });
  form.addEventListener("change", function () { keep(); later(400); });
  form.addEventListener("submit", function (event) {
    stopped = true;
    window.clearTimeout(timer);
    keep();
    if (!sending) return;
    event.preventDefault(); /* the draft on its way comes first: what is sent then knows its version */
    leave = function () { leave = null; form.requestSubmit(event.submitter); };
  });
  window.addEventListener("online", function () { if (localStorage.getItem(key)) later(0); });

  /* the place, only when asked for */
  var place = form.querySelector("[data-place]");
  if (place && navigator.geolocation) {
    place.hidden = false;
    place.addEventListener("click", function () {
      navigator.geolocation.getCurrentPosition(function (found) {
        form.elements.latitude.value = found.coords.latitude.toFixed(4);
        form.elements.longitude.value = found.coords.longitude.toFixed(4);
        keep(); later(0);
      });
    });
  }

  restore();
  form.dataset.ready = "yes";
})();
