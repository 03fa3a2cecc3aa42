/* A chosen file never leaves this device for the first question: its SHA-256 is computed here, and only that is asked for.
   A file that the register does not know may be sent for a closer look; who wants that presses the button once more.
   Without this file, or where the browser computes no hashes, the form sends the file as any form does. */
(() => {
  "use strict";
  const form = document.getElementById("periksa"), input = form?.querySelector("input[type=file]");
  if (!input || !globalThis.crypto?.subtle) return;
  const { known, asking, unknown, away, closer } = form.dataset;
  const button = form.querySelector("button:not([type=button])"), plain = button.textContent;
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  form.querySelector(".actions").before(line);
  let asked = null; // the file that the register was asked about, and did not know

  const say = (text, words, tone = "") => {
    line.textContent = text;
    line.className = tone && `note ${tone}`;
    button.textContent = words;
  };
  const hashed = async (file) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  input.addEventListener("change", () => { asked = null; say("", plain); });
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || file === asked) return; // a code alone, or a file that may now be sent
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say(asking, plain);
    try {
      const answer = await fetch(known + await hashed(file), { method: "HEAD" }); // which is not counted as a check
      if (answer.redirected) return location.assign(answer.url);
      if (!answer.ok) throw new TypeError(`${answer.status}`);
      say(unknown, closer, "wait");
    } catch {
      say(away, closer, "wait");
    } finally {
      button.disabled = false;
    }
    asked = file;
    button.focus();
  });
})();
