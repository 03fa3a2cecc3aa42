/* The page /verifikasi/luring: reads a QR by camera, from a photo or as text, and shows what its seal says. Keeps itself,
   the published keys and the newest list of ended letters on the device, and brings them up to date when it can. */
(() => {
  "use strict";
  const tool = document.getElementById("alat"), { check, openList } = globalThis.eserviceSeal;
  const PAGE = location.pathname, KEPT = "eservice-luring", EVERY = 300, LONGEST = [1600, 1000, 2400];
  const { words, kinds } = { words: JSON.parse(tool.dataset.words), kinds: JSON.parse(tool.dataset.kinds) };
  const part = (name) => document.getElementById(name);
  const said = (name, text, tone = "") => { part(name).textContent = text; part(name).dataset.tone = tone; };

  /* ── Days and instants, as the offices' clocks show them ── */
  const shown = (options) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "Asia/Jakarta", ...options });
  const day = (seconds) => shown({ dateStyle: "long" }).format(seconds * 1000);
  const instant = (seconds) =>
    `${day(seconds)}, ${shown({ hour: "2-digit", minute: "2-digit" }).format(seconds * 1000)} WIB`;
  const now = () => Date.now() / 1000;

  /* ── What the device knows ── */
  const known = { keys: [], trial: "", at: null, list: null };
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  async function remember(kept) {
    Object.assign(known, { keys: kept.keys, trial: kept.trial, at: kept.at });
    const list = kept.list ? await openList(bytesOf(kept.list), known.keys) : null;
    if (list && (!known.list || list.madeAt >= known.list.madeAt)) known.list = list;
  }

  async function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
      if (kept) await remember(kept);
    } catch { localStorage.removeItem(KEPT); }
  }

  async function fetched(address) {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new TypeError(`${answer.status}`);
    return answer;
  }

  /* Bring keys and list up to date, then keep the page itself; without a network nothing changes. */
  async function refresh() {
    try {
      const { keys, trial } = await (await fetched(tool.dataset.keys)).json();
      const list = base64(new Uint8Array(await (await fetched(tool.dataset.list)).arrayBuffer()));
      const kept = { keys, trial, list, at: now() };
      await remember(kept);
      try { localStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* a private window forgets */ }
      await keepPage();
    } catch (away) {
      if (!(away instanceof TypeError)) throw away;
    }
    tell();
  }

  async function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(tool.dataset.worker, { scope: PAGE });
    const files = [...document.querySelectorAll("link[href], script[src]")].map((one) => one.href || one.src);
    const cache = await caches.open(KEPT), wanted = [new URL(PAGE, location.href).href, ...files];
    await cache.put(PAGE, await fetched(PAGE)); // as a stranger sees it: nobody's name stays behind on the device
    for (const file of files) if (!await cache.match(file)) await cache.add(file);
    for (const one of await cache.keys()) if (!wanted.includes(one.url)) await cache.delete(one);
    known.isKept = true;
  }

  async function tell() {
    known.isKept ??= "caches" in globalThis && Boolean(await caches.match(PAGE));
    said("siap", known.isKept && known.keys.length ? words.ready : words.notReady);
    said("kunci", known.keys.length ? `${known.keys.length} (${instant(known.at)})` : words.none);
    said("daftar", known.list ? words.list.replace("{at}", instant(known.list.madeAt)).replace("{until}", instant(known.list.until)) : words.none);
    part("uji").hidden = !known.trial;
  }

  /* ── The answer ── */
  function rows(seal) {
    const facts = [[words.kind, kinds[seal.kind] ?? seal.kind], [words.number, seal.number], [words.office, seal.office],
      [words.holder, seal.holder], [words.dated, day(seal.datedAt)], [words.posts, seal.posts]];
    facts.push([words.until, seal.endsAt === null ? words.noEnd : day(seal.endsAt - 1)]);
    return facts;
  }

  function pair([term, value]) {
    const line = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = term;
    dd.textContent = value;
    line.append(dt, dd);
    return line;
  }

  function noted([words, isWarning]) {
    const box = document.createElement("div"), line = document.createElement("p");
    box.className = isWarning ? "note wait" : "small";
    line.textContent = words;
    box.append(line);
    return box;
  }

  async function answer(text) {
    const found = await check(text, { keys: known.keys, list: known.list, now: now() });
    const drawn = part(`jawab-${found.answer}`).content.cloneNode(true), box = drawn.querySelector("section");
    const facts = drawn.querySelector("dl"), notes = drawn.querySelector("[data-notes]");
    if (found.seal) facts.append(...rows(found.seal).map(pair));
    else facts.remove();
    notes.append(...notesOn(found).map(noted));
    if (found.link) drawn.querySelector("[data-online]").href = `/v/${found.link.token}`;
    part("jawaban").replaceChildren(drawn);
    box.focus();
    box.scrollIntoView({ block: "start" });
  }

  function notesOn({ link, seal }) {
    const notes = [];
    if (link && link.host !== location.host) notes.push([words.elsewhere.replace("{host}", link.host), true]);
    if (!seal) return notes;
    if (known.trial) notes.push([words.trial, true]);
    const at = known.list && instant(known.list.madeAt), isOld = known.list && now() >= known.list.until;
    notes.push([at ? (isOld ? words.tooOld : words.asOf).replace("{at}", at) : words.noList, !at || isOld]);
    return notes;
  }

  /* ── Reading a QR ── */
  const canvas = document.createElement("canvas");
  function codeIn(picture, width, height, longest) {
    const scale = Math.min(1, longest / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data } = paper.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" })?.data;
  }

  async function fromPhoto(file) {
    said("kabar", words.reading);
    let text;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      for (const longest of LONGEST) if (!text) text = codeIn(picture, picture.width, picture.height, longest);
      picture.close();
    } catch { text = undefined; } // no picture at all
    said("kabar", text ? "" : words.noCode, text ? "" : "bad");
    if (text) await answer(text);
  }

  const video = part("kamera");
  let stream = null;
  function closeCamera() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = video.srcObject = null;
    video.hidden = true;
    part("buka").textContent = words.open;
  }

  async function openCamera() {
    try {
      const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
    } catch {
      said("kabar", words.noCamera, "bad");
      return;
    }
    said("kabar", words.aim);
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    part("buka").textContent = words.close;
    look();
  }

  async function look() {
    if (!stream) return;
    const text = video.videoWidth ? codeIn(video, video.videoWidth, video.videoHeight, LONGEST[0]) : undefined;
    if (!text) { setTimeout(look, EVERY); return; }
    closeCamera();
    said("kabar", "");
    await answer(text);
  }

  /* ── In order ── */
  async function start() {
    if (!globalThis.crypto?.subtle) { part("tua").hidden = false; return; }
    tool.hidden = false;
    part("buka").hidden = !navigator.mediaDevices?.getUserMedia;
    part("buka").addEventListener("click", () => stream ? closeCamera() : openCamera());
    part("foto").addEventListener("change", (event) => event.target.files[0] && fromPhoto(event.target.files[0]));
    part("periksa").addEventListener("click", () => answer(part("isi-kode").value));
    document.addEventListener("visibilitychange", () => { if (document.hidden) closeCamera(); });
    addEventListener("online", refresh);
    await recall();
    await tell();
    await refresh();
  }
  start();
})();
