/* Passkeys: asks the browser for an answer, writes it into the form and sends it. Without this file, or where the browser
   knows no passkeys, the buttons stay hidden and the form asks for the password as it always does. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const told = (key) => {
    const response = { clientDataJSON: words(key.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) response[part] = words(key.response[part]);
    }
    return JSON.stringify({ id: key.id, rawId: words(key.rawId), type: key.type, response, clientExtensionResults: {} });
  };

  const wanted = {
    get: ({ challenge, site }) => navigator.credentials.get({
      publicKey: { challenge: bytes(challenge), rpId: site, userVerification: "required", timeout: 240000 },
    }),
    create: ({ challenge, site, house, owner, name, have }) => navigator.credentials.create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: site, name: house },
        user: { id: bytes(owner), name, displayName: name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: have.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: 240000,
      },
    }),
  };

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const button = place.querySelector("button"), says = place.querySelector("[role=status]"), { dataset } = place;
    place.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      says.textContent = "";
      try {
        place.querySelector("[name=jawaban_sandi]").value = told(await wanted[dataset.passkey](dataset));
        place.closest("form").submit();
      } catch (fault) {
        says.textContent = { NotAllowedError: dataset.cancelled, InvalidStateError: dataset.known }[fault.name] || dataset.failed;
        button.disabled = false;
      }
    });
  }
})();
