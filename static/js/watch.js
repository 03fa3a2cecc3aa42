/* The page of a batch keeps itself up to date while letters are made; without this file it loads itself anew.
   What somebody types below it stays, and so does where they stand. */
(() => {
  "use strict";
  const EVERY = 2000;
  const mark = (one) => one?.matches("button[form]") && [one.name, one.value.split(".")[0]].join(" ");
  const replace = (id, page) => document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));

  const put = (page) => {
    const said = document.getElementById("hitungan"), fresh = page.getElementById("hitungan").textContent;
    const goesOn = page.getElementById("kemajuan").hasAttribute("data-watch");
    const typed = [...document.querySelectorAll("#ulangi input:not([type=hidden])")].some((one) => one.value);
    if (said.textContent !== fresh) said.textContent = fresh; // the region itself stays, so that it is read out
    if (document.getElementById("kemajuan").textContent !== page.getElementById("kemajuan").textContent) {
      const stood = mark(document.activeElement);
      replace("kemajuan", page);
      if (stood) [...document.querySelectorAll("button[form]")].find((one) => mark(one) === stood)?.focus();
    }
    if (!typed) replace("ulangi", page);
    return goesOn;
  };

  const look = async (from) => {
    let goesOn = true;
    if (!document.hidden) {
      try {
        const answer = await fetch(from, { cache: "no-store" });
        if (answer.redirected) return location.assign(from); // signed out meanwhile: that page says so
        if (answer.ok) goesOn = put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch { /* the network is away: what was shown stays, and the next turn asks again */ }
    }
    if (goesOn) setTimeout(look, EVERY, from);
  };
  setTimeout(look, EVERY, document.getElementById("kemajuan").dataset.watch);
})();
