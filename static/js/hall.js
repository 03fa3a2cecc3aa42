/* The hall's screen keeps itself up to date and, once somebody has pressed the button, speaks the calls; a number on a
   phone is asked for again while it waits. Without this file a link loads the page anew. */
(() => {
  "use strict";
  const waits = document.querySelector("[data-again]");
  if (waits) {
    setInterval(() => { if (!document.hidden) location.reload(); }, waits.dataset.again * 1000);
    return;
  }
  const board = document.getElementById("papan"), sound = document.getElementById("suara");
  const list = board.querySelector(".hall__now"), away = board.querySelector(".hall__away"), EVERY = 3000;
  let speaks = false, spoken = new Map(); // how often each number on the screen was called when it was last spoken

  const say = (one) => {
    const speech = new SpeechSynthesisUtterance(board.dataset.say
      .replace("{number}", [...one.number].join(" ")).replace("{desk}", one.desk));
    speech.lang = document.documentElement.lang;
    speech.rate = 0.85;
    speechSynthesis.speak(speech);
  };

  const line = (number, desk) => {
    const item = document.createElement("li"), big = document.createElement("b"), where = document.createElement("span");
    big.textContent = number;
    where.textContent = `${board.dataset.call} ${desk}`;
    item.append(big, where);
    return item;
  };

  const nobody = () => {
    const item = document.createElement("li");
    item.className = "hall__none";
    item.textContent = board.dataset.none;
    return item;
  };

  const show = (found) => {
    const known = JSON.stringify(found.now);
    if (known !== board.dataset.now) {
      board.dataset.now = known;
      if (found.now.length) list.replaceChildren(...found.now.map((one) => line(one.number, one.desk)));
      else list.replaceChildren(nobody());
      if (speaks) found.now.filter((one) => (spoken.get(one.number) ?? 0) < one.calls).forEach(say);
      spoken = new Map(found.now.map((one) => [one.number, one.calls])); // tomorrow there is another A001
    }
    board.querySelector(".hall__before").textContent = found.before.join("  ") || "–";
    board.querySelector(".hall__waiting").textContent = found.waiting;
  };

  const ask = async () => {
    try {
      const answer = await fetch(board.dataset.from, { cache: "no-store" });
      if (answer.ok) show(await answer.json());
      away.hidden = answer.ok;
    } catch { away.hidden = false; } // the network is away: what was shown stays, and the next turn asks again
    setTimeout(ask, EVERY);
  };

  if ("speechSynthesis" in window) {
    sound.hidden = false;
    sound.addEventListener("click", () => { speaks = true; sound.hidden = true; });
  }
  ask();
})();
