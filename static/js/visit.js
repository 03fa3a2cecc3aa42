/* The form of a visit, where there is no network: what is typed stays on this telephone and goes out once there is one.
   Without this file it is a plain form.

   What is stored: one record for this one visit, in IndexedDB of this browser and for this site only: the values of the
   form's fields, the photo that was chosen, and when it was last touched. No name, no NIK, no address, no CSRF token and
   nothing else of the page; it is kept under the number of whoever typed it, and a colleague who takes over the browser
   neither sees it there nor sends it in the own name. It is deleted as soon as the office has taken it, when the page says that the visit was
   recorded, by the button beside the notice, and whatever happens three days after it was last touched.
   The same form may arrive twice; the office keeps one visit. */
(() => {
  "use strict";
  const LIFE = 3 * 24 * 3600 * 1000, AGAIN = 20000, STORE = "visits";
  let form = document.getElementById("kunjungan");
  if (!form || !("indexedDB" in window)) return;
  const say = form.dataset, key = `${say.who}${new URL(form.action).pathname}`;
  let waits = false, busy = false;

  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("eservice-visits", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const store = async (mode, act) => {
    const database = await opened;
    return new Promise((done, failed) => {
      const asked = act(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };
  const forget = () => store("readwrite", (all) => all.delete(key));

  const forgetOld = async () => {
    const database = await opened;
    database.transaction(STORE, "readwrite").objectStore(STORE).openCursor().onsuccess = (event) => {
      const one = event.target.result;
      if (!one) return;
      if (Date.now() - one.value.touched > LIFE) one.delete();
      one.continue();
    };
  };

  const tell = (words, button = false) => {
    const line = document.getElementById("jaringan");
    line.textContent = words;
    if (!button) return;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "link";
    away.textContent = say.forget;
    away.addEventListener("click", async () => { waits = false; await forget(); location.reload(); });
    line.append(" ", away);
  };

  const typed = () => {
    const fields = [], given = new FormData(form);
    given.delete("csrf_token");
    let photo = null;
    for (const [name, value] of given) {
      if (!(value instanceof File)) fields.push([name, value]);
      else if (value.size) photo = value;
    }
    return { fields, photo, touched: Date.now(), ready: waits };
  };
  const keep = () => store("readwrite", (all) => all.put(typed(), key)).catch(() => {});

  const fill = (kept) => {
    for (const [name, value] of kept.fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio") field.checked = field.value === value;
        else if (field.type !== "file") field.value = value;
      }
    }
    if (!kept.photo) return;
    const basket = new DataTransfer();
    basket.items.add(kept.photo);
    form.querySelector("input[type=file]").files = basket.files;
  };

  const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  /* The page may lie open for hours: the token is asked for anew, and tells whether the same person is still signed in. */
  const token = async () => {
    const answer = await fetch(form.action, { cache: "no-store", credentials: "same-origin" });
    const there = (await page(answer)).getElementById("kunjungan");
    return there && there.dataset.who === say.who ? there.querySelector("[name=csrf_token]").value : "";
  };

  const send = async () => {
    if (busy || !waits) return;
    busy = true;
    try {
      tell(say.sends);
      const pass = await token();
      if (!pass) { tell(say.signedOut, true); return; }
      const given = new FormData(form);
      given.set("csrf_token", pass);
      const answer = await fetch(form.action, { method: "POST", body: given, redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        waits = false;
        await forget();
        location.assign(say.home);
        return;
      }
      waits = false;
      refused(await page(answer));
    } catch {
      tell(say.waits, true);
    } finally {
      busy = false;
    }
  };

  const refused = (answer) => {
    const main = answer.querySelector("main"), there = answer.getElementById("kunjungan");
    if (!main) { tell(say.kept, true); return; }
    const kept = typed();
    document.querySelector("main").replaceWith(document.adoptNode(main));
    if (!there) return;
    form = document.getElementById("kunjungan");
    fill(kept);
    listen();
    keep();
    (document.querySelector(".error-summary, [role=alert]") || form).scrollIntoView();
  };

  const listen = () => {
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      waits = true;
      await keep();
      send();
    });
  };

  addEventListener("online", send);
  setInterval(send, AGAIN);
  (async () => {
    await forgetOld();
    if ("done" in say) { await forget(); return; }
    const kept = await store("readonly", (all) => all.get(key));
    if (kept && !form.querySelector("[aria-invalid]")) {
      fill(kept);
      waits = kept.ready;
      tell(say.kept, true);
      send();
    }
    listen();
  })().catch(() => { /* this browser keeps nothing: the plain form goes on */ });
})();
