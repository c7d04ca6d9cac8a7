// Sends each file the moment it is attached: photos made smaller here, in pieces that go on where they stopped.
// Without this script the form sends the files itself. One failed file never holds back the others.
(() => {
  "use strict";
  const PIECE = 256 * 1024, SIDE = 1600, QUALITY = 0.8, WAITS = [1, 2, 5, 10, 20, 30]; // bytes, pixels, –, seconds
  const form = document.querySelector("form[data-send]");
  if (!form || !window.fetch || !window.URL) return;
  const words = form.dataset, input = form.querySelector("[name=file]");
  const queue = form.querySelector("[data-queue]"), pages = document.querySelector("[data-pages]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let sending = Promise.resolve();
  form.querySelector("[data-without-script]").hidden = true;

  const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text || "" });

  // The browser turns a photo upright when it draws it; where it does not, the server does.
  const smaller = (file) => new Promise((done) => {
    const turns = window.CSS && CSS.supports("image-orientation", "from-image");
    if (!turns || !/^image\/(jpeg|png|webp)$/.test(file.type)) return done(file);
    const picture = new Image(), address = URL.createObjectURL(file);
    const finish = (blob) => { URL.revokeObjectURL(address); done(blob && blob.size < file.size ? blob : file); };
    picture.onerror = () => finish(null);
    picture.onload = () => {
      const scale = SIDE / Math.max(picture.naturalWidth, picture.naturalHeight);
      if (!(scale < 1)) return finish(null);
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.naturalWidth * scale);
      canvas.height = Math.round(picture.naturalHeight * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(finish, "image/jpeg", QUALITY);
    };
    picture.src = address;
  });

  // The same file of the same document has the same key: sent again after a lost page, it goes on and is not doubled.
  const keyOf = async (blob, name) => {
    if (!window.crypto || !crypto.subtle) return words.key.slice(0, 24) + String(Date.now()).slice(-12);
    const head = new TextEncoder().encode(words.scope + "\n" + name + "\n");
    const whole = new Uint8Array(head.length + blob.size);
    whole.set(head);
    whole.set(new Uint8Array(await new Response(blob).arrayBuffer()), head.length);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).slice(0, 16);
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const pause = (seconds) => new Promise((done) => {
    const timer = setTimeout(go, seconds * 1000);
    function go() { clearTimeout(timer); window.removeEventListener("online", go); done(); }
    window.addEventListener("online", go);
  });

  const post = async (address, blob, name, start) => {
    const end = Math.min(start + PIECE, blob.size);
    const answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "X-CSRFToken": token,
        "X-File-Name": encodeURIComponent(name),
        "Content-Type": "application/octet-stream",
        "Content-Range": `bytes ${start}-${end - 1}/${blob.size}`,
      },
      body: blob.slice(start, end),
    });
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.status >= 500 || answer.status === 429) throw new TypeError("try again");
    return { ok: answer.ok, ...told };
  };

  const send = async (file, line) => {
    const blob = await smaller(file);
    const address = words.pieces.replace(words.key, await keyOf(blob, file.name));
    if (!blob.size) return { text: words.empty };
    for (let offset = 0, failures = 0; ;) {
      let told;
      try {
        told = await post(address, blob, file.name, offset);
        failures = 0;
      } catch (lost) { // no line, or a server that does not answer: wait and go on from where it stopped
        line.state.textContent = words.waiting;
        await pause(WAITS[Math.min(failures++, WAITS.length - 1)]);
        line.state.textContent = words.sending;
        continue;
      }
      if (told.done || (!told.ok && typeof told.offset !== "number")) return told;
      if (!told.ok && told.offset === offset) return told;
      offset = told.offset;
      line.bar.value = offset / blob.size;
    }
  };

  const row = (file) => {
    const line = made("li"), name = made("bdi", file.name);
    line.bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    line.bar.setAttribute("aria-label", file.name);
    line.state = made("span", words.sending);
    line.state.className = "soft";
    line.append(name, " ", line.bar, " ", line.state);
    queue.append(line);
    return line;
  };

  const failed = (file, line, text) => {
    line.dataset.invalid = "";
    line.bar.remove();
    line.state.className = "errorlist";
    line.state.textContent = text || "";
    const again = made("button", words.again), forget = made("button", words.forget);
    for (const button of [again, forget]) { button.type = "button"; button.className = "button"; button.dataset.kind = "link"; }
    again.onclick = () => { line.remove(); add(file); };
    forget.onclick = () => line.remove();
    line.append(" ", again, forget);
  };

  const add = (file) => {
    const line = row(file);
    sending = sending.then(async () => {
      const told = await send(file, line).catch((fault) => ({ text: String(fault.message || fault) }));
      if (!told.done) return failed(file, line, told.text);
      line.remove();
      const fresh = document.createElement("template");
      fresh.innerHTML = told.html;
      const link = fresh.content.querySelector("a").getAttribute("href");
      if (!pages.querySelector(`a[href="${link}"]`)) pages.append(fresh.content);
      const fold = document.querySelector("details.fold");
      if (fold) fold.hidden = true;
    });
  };

  input.addEventListener("change", () => {
    Array.from(input.files).forEach(add);
    input.value = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (queue.querySelector("progress")) event.preventDefault();
  });
})();
