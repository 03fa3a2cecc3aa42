/* The officer's desk by keyboard: one letter presses a button, j and k walk along the rows, digits judge the row one is in.
   Whatever carries data-key is pressed by that key; without this file every one of them is an ordinary button or link.
   Keys rest while somebody types, and the page of the shortcuts switches them off: then this file is not sent at all. */
(() => {
  "use strict";
  const TYPED = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";
  const STOP = "input[type=radio]:checked, a[href], button, summary, input[type=radio], input[type=checkbox]";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const seen = (one) => one.checkVisibility();

  /* rows */
  const rows = () => all("[data-row]").filter(seen);
  const entered = () => document.activeElement.closest("[data-row]");
  const row = () => entered() || rows().find((one) => one.matches("[aria-current]"));
  const stand = (one) => (one.querySelector("[data-key=open]") || all("input[type=radio]:checked", one).find(seen) || all(STOP, one).find(seen))?.focus();

  const walk = (step) => {
    const known = rows(), now = known.indexOf(row());
    const next = known[now < 0 ? (step > 0 ? 0 : known.length - 1) : entered() ? now + step : now];
    if (next) stand(next);
  };

  const judge = (number) => {
    const here = row(), choice = here && all("input[type=radio]", here)[number - 1];
    if (!choice) return false;
    const folded = choice.closest("details");
    if (folded) folded.open = true;
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const write = () => {
    const here = row(), note = here && all("input[type=text], input:not([type]), textarea", here)[0];
    if (!note) return false;
    const folded = note.closest("details");
    if (folded) folded.open = true;
    note.focus();
    return true;
  };

  /* the scan: larger, smaller, turned at once; the address and the buttons keep pace */
  const scan = document.querySelector("[data-scan]"), SIZES = [100, 150, 200, 300];
  const look = () => {
    const { size, turn } = scan.dataset, picture = scan.querySelector("img"), here = new URL(location.href);
    const set = (url) => {
      for (const [name, value, usual] of [["besar", size, "100"], ["putar", turn, "0"]])
        if (value === usual) url.searchParams.delete(name); else url.searchParams.set(name, value);
      return url;
    };
    const source = new URL(picture.src);
    if (turn === "0") source.searchParams.delete("putar"); else source.searchParams.set("putar", turn);
    if (source.href !== picture.src) picture.src = source.href;
    scan.className = `zoom-${size}`;
    document.querySelector("[data-size-told]").textContent = size;
    history.replaceState(null, "", set(here));
    const form = document.getElementById("penilaian"), key = scan.dataset.paper;
    for (const one of all("[name=lihat]")) {
      const parts = one.value.split(":");
      if (parts[0] === key) one.value = [key, parts[1], size, turn].join(":");
    }
    for (const one of all("a[href*=berkas]", scan.parentElement)) {
      const url = new URL(one.href);
      if (url.searchParams.get("berkas") === key) one.href = set(url);
    }
    for (const [name, value] of form ? [["besar", size], ["putar", turn]] : []) {
      let field = form.querySelector(`[name=${name}]`);
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        form.append(field);
      }
      field.value = value;
    }
  };
  const DOES = {
    larger: () => { scan.dataset.size = SIZES[Math.min(SIZES.indexOf(Number(scan.dataset.size)) + 1, 3)]; },
    smaller: () => { scan.dataset.size = SIZES[Math.max(SIZES.indexOf(Number(scan.dataset.size)) - 1, 0)]; },
    turn: () => { scan.dataset.turn = (Number(scan.dataset.turn) + 90) % 360; },
  };
  if (scan) document.addEventListener("click", (event) => {
    const does = DOES[event.target.closest("[data-does]")?.dataset.does];
    if (!does) return;
    event.preventDefault();
    does();
    look();
  });

  /* the sheet: the list of its own page, in a dialog that keeps the focus and closes with Escape */
  const link = document.querySelector("[data-sheet]");
  let sheet = null;
  const help = async () => {
    try {
      if (!sheet) {
        const answer = await fetch(link.href);
        if (!answer.ok || answer.redirected) throw new Error("no sheet");
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        sheet = document.createElement("dialog");
        sheet.setAttribute("aria-label", link.textContent);
        const close = document.createElement("button");
        close.type = "button";
        close.className = "btn btn--second btn--small";
        close.textContent = link.dataset.close;
        close.addEventListener("click", () => sheet.close());
        sheet.append(close, document.adoptNode(page.getElementById("daftar-pintasan")));
        document.body.append(sheet);
      }
      sheet.showModal();
    } catch {
      location.href = link.href;
    }
  };

  /* a list names its acts; here they get their keys */
  const KEYS = { next: "n", search: "/", quick: "q", first: "0", back: "[", on: "]", open: "Enter", pick: "v", snooze: "z" };
  const keyOf = (one) => KEYS[one.dataset.key] || one.dataset.key;
  const press = (key) => {
    const fitting = all("[data-key]").filter((one) => keyOf(one) === key && seen(one) && !one.disabled);
    const here = row(), target = fitting.find((one) => here?.contains(one)) || fitting.find((one) => !one.closest("tr"));
    if (!target) return false;
    if (target.matches(TYPED)) target.focus(); else target.click();
    return true;
  };
  const ALWAYS = { "?": help, j: () => walk(1), k: () => walk(-1), e: write, o: () => row()?.querySelector("[data-does=open]")?.click() };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (sheet?.open || event.isComposing || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (key === "Enter" && target.matches("textarea")) target.form?.requestSubmit(target.form.querySelector("button:not([type=button])"));
      return;
    }
    if (target.matches(TYPED)) {
      if (key !== "Escape") return;
      const here = target.closest("[data-row]");
      target.blur();
      if (here) stand(here);
      return;
    }
    if (key.length !== 1 || (event.repeat && !"jk".includes(key))) return;
    const letter = key === "=" ? "+" : key.toLowerCase();
    const done = ALWAYS[letter] ? ALWAYS[letter]() !== false : /[1-4]/.test(letter) ? judge(Number(letter)) : press(letter);
    if (done) event.preventDefault();
  });

  for (const one of all("[data-key]")) {
    one.setAttribute("aria-keyshortcuts", keyOf(one) === "+" ? "Plus" : keyOf(one));
    if (one.closest(".decide")) {
      const cap = document.createElement("kbd");
      cap.textContent = one.dataset.key.toUpperCase();
      cap.setAttribute("aria-hidden", "true");
      one.append(" ", cap);
    }
  }
})();
