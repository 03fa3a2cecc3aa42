/* The seal behind the # of a scanned code never reaches the server. It is compared here with the published keys and with
   the letter of this address: a seal of another letter, or of nobody's making, is named above the register's answer.
   What is no seal is a place on this page. After a form was sent the seal is gone from the address, and so it is kept for
   as long as the tab is open. */
(() => {
  "use strict";
  const place = document.getElementById("segel");
  const WRONG = { forged: "forged", unknown_key: "forged", swapped: "swapped", unreadable: "unreadable" };
  if (!place || !globalThis.crypto?.subtle) return;
  const path = location.pathname, kept = `eservice-segel ${path}`;

  function scanned() {
    const behind = location.hash.slice(1);
    try {
      if (!behind || document.getElementById(behind)) return sessionStorage.getItem(kept);
      sessionStorage.setItem(kept, behind);
    } catch { /* a browser that keeps nothing forgets */ }
    return behind;
  }

  function show(name, other) {
    const drawn = document.getElementById(`segel-${name}`).content.cloneNode(true), of = drawn.querySelector("[data-of]");
    if (of && other) {
      of.querySelector("b").textContent = other.number;
      of.hidden = false;
    }
    place.replaceChildren(drawn);
    const box = place.querySelector(".seal");
    if (!box) return;
    document.title = box.querySelector("h2").textContent;
    document.querySelector("main .seal.good:not(#segel .seal)")?.classList.replace("good", "wait");
    box.focus();
  }

  async function compare() {
    const seal = scanned();
    if (!seal) return;
    let keys;
    try {
      const answer = await fetch(place.dataset.keys, { credentials: "omit", cache: "no-cache" });
      keys = (await answer.json()).keys;
    } catch {
      show("away");
      return;
    }
    const found = await eserviceSeal.check(location.origin + path + "#" + seal, { keys, list: null, now: Date.now() / 1000 });
    show(WRONG[found.answer] ?? "good", found.other);
  }
  addEventListener("hashchange", compare); // another code with the same address was scanned
  compare();
})();
