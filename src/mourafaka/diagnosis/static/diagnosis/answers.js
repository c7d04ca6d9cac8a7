/* Answers kept as they are given, also without a connection: first on the phone, then sent. Each carries an
   act_id made here, so that one sent twice acts once. Every page works without this file. */
(function () {
  "use strict";

  var status = document.getElementById("saved");
  if (!status) return;
  var words = status.dataset;
  var key = "mourafaka-diagnosis-" + words.owner + "-" + words.assessment;
  var main = document.getElementById("main");
  var sheet = null, versions = {}, sending = false, leaving = false, timer = 0, touched = false;

  /* --- the queue on this phone: [{act, question, url, fields, photo, version, tried, refused}] --- */

  function queue() {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch (_) { return []; }
  }
  function keep(entries) {
    if (!entries.length) return localStorage.removeItem(key);
    localStorage.setItem(key, JSON.stringify(entries));
  }
  function change(act, edit) {
    keep(queue().map(function (entry) { return entry.act === act ? edit(entry) : entry; }).filter(Boolean));
  }
  function uuid() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    var hex = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  function form() { return document.getElementById("answer"); }

  /* --- what the form says, put into the queue --- */

  var NAMES = ["score", "not_applicable_reason", "evidence", "comment", "remove_file"];

  function fieldsOf(answer) {
    var data = new FormData(answer), fields = {};
    NAMES.forEach(function (name) { if (data.has(name)) fields[name] = data.get(name); });
    return fields;
  }

  function enqueue(photo) {
    var answer = form();
    if (!answer) return true;
    touched = false;
    var question = answer.dataset.question;
    var entries = queue().filter(function (entry) { return entry.question !== question || !entry.refused; });
    var last = entries.filter(function (entry) { return entry.question === question; }).pop();
    var entry = { act: uuid(), question: question, url: answer.action, fields: fieldsOf(answer) };
    entry.version = question in versions ? versions[question] : answer.elements.version.value;
    entry.photo = photo || (last && !last.tried ? last.photo : undefined);
    if (last && !last.tried) entries.splice(entries.indexOf(last), 1); /* never sent: the newer says it all */
    entries.push(entry);
    try { keep(entries); } catch (_) { tell(words.full, true); return false; }
    tell();
    return true;
  }

  function incomplete(entry) {
    return entry.fields.score === "na" && !(entry.fields.not_applicable_reason || "").trim();
  }

  /* --- sending, one at a time, the oldest first --- */

  function send() {
    if (sending || leaving) return;
    var entry = queue().filter(function (each) { return !each.refused && !incomplete(each); })[0];
    if (!entry) return tell();
    sending = true;
    tell(words.sending);
    change(entry.act, function (each) { each.tried = true; return each; });
    fetch(entry.url, { method: "POST", body: bodyOf(entry), headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (answer.redirected || (answer.headers.get("Content-Type") || "").indexOf("json") < 0) throw "page";
        return answer.json().then(function (content) { heard(entry, answer.ok, content); });
      })
      .then(function () { sending = false; send(); })
      .catch(function (why) {
        sending = false;
        tell(why === "page" ? words.signIn : "", true);
        later(15000);
      });
  }

  function bodyOf(entry) {
    var body = new FormData();
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("act_id", entry.act);
    body.set("version", entry.question in versions ? versions[entry.question] : entry.version);
    Object.keys(entry.fields).forEach(function (name) { body.set(name, entry.fields[name]); });
    if (entry.photo) body.set("file", blobOf(entry.photo), entry.photo.name);
    return body;
  }

  function heard(entry, ok, content) {
    var answer = form();
    var here = answer && answer.dataset.question === entry.question;
    if (!ok) {
      change(entry.act, function (each) { each.refused = content; return each; });
      if (here && content.code === "changed_meanwhile") showBoth(answer, entry);
      return;
    }
    change(entry.act, function () { return null; });
    versions[entry.question] = content.version;
    if (here) {
      answer.elements.version.value = content.version;
      if (entry.photo) { answer.elements.file.value = ""; answer.querySelector("[data-file]").textContent = content.file; }
    }
  }

  /* somebody else answered: the server's page shows both, with what was typed here */
  function showBoth(answer, entry) {
    leaving = true;
    answer.elements.version.value = entry.version;
    answer.submit();
  }

  function later(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { if (touched) enqueue(); send(); }, delay);
  }

  /* --- said plainly --- */

  function tell(sentence, warn) {
    var entries = queue();
    var refused = entries.filter(function (entry) { return entry.refused; })[0];
    var waiting = entries.filter(function (entry) { return !entry.refused; });
    var open = form() && waiting.filter(function (entry) {
      return entry.question === form().dataset.question && incomplete(entry);
    })[0];
    status.textContent = sentence || (open ? words.reason : refused ? refused.question + " · " + refused.refused.sentence
      : waiting.length ? words.waiting + " " + waiting.length : words.done || "");
    status.classList.toggle("warn", Boolean(warn || refused || open));
    status.dataset.state = entries.length ? "waiting" : "saved";
    if (refused && !(form() && form().dataset.question === refused.question)) {
      var link = document.createElement("a");
      link.href = refused.url;
      link.textContent = words.see;
      status.append(" ", link);
    }
    if (!entries.length && !sentence) { status.textContent = words.done ? words.saved : ""; }
  }

  /* --- photos made light enough to be kept and sent --- */

  var SIDE = 1600, BYTES = 1500000;

  function lighten(file) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return read(file);
    return createImageBitmap(file).then(function (image) {
      var scale = Math.min(1, SIDE / Math.max(image.width, image.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return { name: file.name.replace(/\.\w+$/, "") + ".jpg", data: canvas.toDataURL("image/jpeg", 0.8) };
    }, function () { return read(file); });
  }
  function read(file) {
    return new Promise(function (resolve, reject) {
      if (file.size > BYTES) return reject(new Error("size"));
      var reader = new FileReader();
      reader.onload = function () { resolve({ name: file.name, data: reader.result }); };
      reader.onerror = reject;
      reader.readAsDataURL(file);
    });
  }
  function blobOf(photo) {
    var parts = photo.data.split(","), bytes = atob(parts[1]);
    var content = Uint8Array.from(bytes, function (letter) { return letter.charCodeAt(0); });
    return new Blob([content], { type: parts[0].slice(5).split(";")[0] });
  }

  /* --- from question to question without a connection: the whole sheet was fetched once --- */

  function restore(answer) {
    var entry = queue().filter(function (each) { return each.question === answer.dataset.question; }).pop();
    if (!entry) return;
    NAMES.forEach(function (name) {
      var value = entry.fields[name] || "";
      Array.prototype.forEach.call(answer.querySelectorAll("[name=" + name + "]"), function (field) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
        else field.value = value;
      });
    });
    if (entry.refused && entry.refused.code === "changed_meanwhile") showBoth(answer, entry);
  }

  function goTo(question) {
    var found = sheet && question && sheet.querySelector('[data-question="' + question + '"]');
    if (!found) return false;
    var fresh = document.importNode(found, true);
    remember();
    form().replaceWith(fresh);
    prepare(fresh);
    history.pushState({ question: question }, "", fresh.getAttribute("action"));
    document.title = document.title.replace(/^\s*\S+/, question);
    window.scrollTo(0, 0);
    main.focus();
    tell();
    return true;
  }

  /* what was typed on this page is what it shows when one comes back to it */
  function remember() {
    var twin = sheet.querySelector('[data-question="' + form().dataset.question + '"]');
    var fields = fieldsOf(form());
    if (!twin) return;
    Array.prototype.forEach.call(twin.querySelectorAll("input[type=radio]"), function (radio) {
      radio.toggleAttribute("checked", fields[radio.name] === radio.value);
    });
    twin.querySelector("[name=not_applicable_reason]").setAttribute("value", fields.not_applicable_reason || "");
    twin.querySelector("textarea").textContent = fields.comment || "";
  }

  function prepare(answer) {
    if (answer.dataset.question in versions) answer.elements.version.value = versions[answer.dataset.question];
    restore(answer);
    answer.dataset.ready = "yes";
  }

  document.addEventListener("change", function (event) {
    if (!event.target.closest("#answer")) return;
    words.done = "yes";
    if (event.target.type !== "file") { if (enqueue()) send(); return; }
    var file = event.target.files[0];
    if (!file) return;
    lighten(file).then(function (photo) {
      event.target.value = "";
      form().querySelector("[data-file]").textContent = photo.name;
      if (enqueue(photo)) send();
    }, function () { if (!navigator.onLine) tell(words.tooBig, true); });
  });
  document.addEventListener("input", function (event) {
    if (!event.target.matches("#answer textarea, #answer [name=not_applicable_reason]")) return;
    words.done = "yes";
    touched = true;
    later(1200);
  });

  document.addEventListener("submit", function (event) {
    var answer = event.target;
    if (answer.id !== "answer" || leaving) return;
    if (answer.elements.file.files.length) return; /* too large for the phone: sent as a page */
    event.preventDefault();
    event.stopImmediatePropagation();
    words.done = "yes";
    if (!enqueue()) return;
    send();
    if (queue().some(function (each) { return each.question === answer.dataset.question && incomplete(each); })) return;
    var back = event.submitter && event.submitter.value === "previous";
    var target = back ? answer.dataset.previous : answer.dataset.next;
    if (!goTo(target)) location.assign(target ? answer.action.replace(/[^/]+\/$/, target + "/") : answer.dataset.list);
  }, true);

  window.addEventListener("popstate", function () { location.reload(); });
  window.addEventListener("online", function () { send(); });
  window.addEventListener("offline", function () { tell("", true); });
  window.addEventListener("pagehide", function () { if (touched) enqueue(); });

  var first = form();
  if (first) {
    if (first.dataset.refused) {
      keep(queue().filter(function (entry) { return entry.question !== first.dataset.question; }));
      first.dataset.ready = "yes";
    } else {
      prepare(first);
    }
    fetch(first.dataset.sheet)
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .then(function (text) {
        if (!text) return;
        sheet = new DOMParser().parseFromString(text, "text/html");
        first.dataset.sheetReady = status.dataset.sheetReady = "yes";
      })
      .catch(function () { /* no connection: pages stay as they are */ });
  }
  tell();
  send();
})();
