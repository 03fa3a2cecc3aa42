/* Photographs are made smaller before they are sent; without this file the server takes them as they are.
   A chosen image above 400 kB is drawn again at no more than 2000 px, at falling quality and then at falling size, until
   it fits, and swapped into the input.
   Whatever goes wrong, the original stays. */
(() => {
  "use strict";
  const ENOUGH = 400 * 1000, LONGEST = 2000, SMALLEST = 1000, QUALITIES = [0.82, 0.7, 0.58, 0.46];
  const words = document.documentElement.lang === "en"
    ? { busy: "Making the photo smaller…", done: (a, b) => `Photo made smaller: ${a} to ${b}.` }
    : { busy: "Mengecilkan foto…", done: (a, b) => `Foto dikecilkan: ${a} menjadi ${b}.` };
  const written = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

  const drawn = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

  const painted = (picture, longest) => {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    let best = null, longest = LONGEST;
    for (const quality of QUALITIES) {
      best = await drawn(painted(picture, longest), quality);
      if (best && best.size <= ENOUGH) break;
    }
    while (best && best.size > ENOUGH && longest > SMALLEST) { // letters stay readable at 1000 px, blocks do not
      longest = Math.max(SMALLEST, Math.round(longest * Math.min(0.9, Math.sqrt(ENOUGH / best.size))));
      best = await drawn(painted(picture, longest), QUALITIES.at(-1));
    }
    picture.close();
    if (!best || best.size >= file.size) return file;
    return new File([best], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  }

  function note(input) {
    let line = input.parentNode.querySelector("[role=status]");
    if (!line) {
      line = document.createElement("p");
      line.setAttribute("role", "status");
      line.className = "small soft";
      input.after(line);
    }
    return line;
  }

  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.files.length) return;
    const chosen = [...input.files];
    if (!chosen.some((file) => file.type.startsWith("image/") && file.size > ENOUGH)) return;
    const line = note(input), buttons = [...(input.form ? input.form.querySelectorAll("button") : [])];
    line.textContent = words.busy;
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const basket = new DataTransfer();
      for (const file of chosen)
        basket.items.add(file.type.startsWith("image/") && file.size > ENOUGH ? await shrunk(file) : file);
      const sum = (files) => [...files].reduce((total, file) => total + file.size, 0);
      input.files = basket.files;
      line.textContent = words.done(written(sum(chosen)), written(sum(basket.files)));
    } catch {
      line.textContent = "";
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  });
})();
