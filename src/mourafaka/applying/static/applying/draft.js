// Keeps on this phone what is typed and not saved yet, and gives it back after a lost connection or a closed page.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  let kept;
  try { kept = window.localStorage; kept.getItem("draft"); } catch (closed) { return; }
  const PREFIX = "draft:", DAYS = 7;
  const forget = (test) => Object.keys(kept).filter((key) => key.startsWith(PREFIX) && test(key)).forEach((key) => kept.removeItem(key));
  const old = (key) => {
    try { return Date.now() - JSON.parse(kept.getItem(key)).at > DAYS * 864e5; } catch (broken) { return true; }
  };
  forget(old);
  const ended = document.querySelector("[data-draft-ended]");
  if (ended) forget((key) => key.startsWith(`${PREFIX}${ended.dataset.draftEnded}:`));
  if (!form) return;

  const name = PREFIX + form.dataset.draft;
  const fields = Array.from(form.elements).filter((field) => field.name && field.type !== "hidden" && field.name !== "csrfmiddlewaretoken");
  const read = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
  const write = (field, value) => { if (field.type === "checkbox") field.checked = value === "true"; else field.value = value; };
  const base = Object.fromEntries(fields.map((field) => [field.name, read(field)]));

  // A field is given back when the server still has what it had when it was typed over.
  let before = {};
  try { before = JSON.parse(kept.getItem(name) || "{}").fields || {}; } catch (broken) { /* nothing to give back */ }
  let restored = false;
  for (const field of fields) {
    const [was, typed] = before[field.name] || [];
    if (was === undefined || typed === base[field.name] || was !== base[field.name]) continue;
    write(field, typed);
    restored = true;
  }
  if (restored) form.querySelector("[data-restored]").hidden = false;
  else kept.removeItem(name);

  const keep = () => {
    const changed = fields.filter((field) => read(field) !== base[field.name]);
    const entry = { at: Date.now(), fields: Object.fromEntries(changed.map((field) => [field.name, [base[field.name], read(field)]])) };
    try { if (changed.length) kept.setItem(name, JSON.stringify(entry)); else kept.removeItem(name); } catch (full) { /* the server still keeps it */ }
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  const line = form.querySelector("[data-offline]");
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    keep();
    line.hidden = false;
    line.scrollIntoView();
  });
  window.addEventListener("online", () => { line.hidden = true; });
})();
