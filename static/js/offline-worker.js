/* Lets /verifikasi/luring open without a network. The page itself puts into the cache what it needs; this only takes it
   out again: the page where the server does not answer, its files always, for their addresses name their content. */
(() => {
  "use strict";
  const PAGE = "/verifikasi/luring";

  const page = async (request) => {
    try {
      const answer = await fetch(request);
      if (answer.ok) return answer;
      return await caches.match(PAGE) ?? answer;
    } catch (away) {
      const kept = await caches.match(PAGE);
      if (kept) return kept;
      throw away;
    }
  };

  const file = async (request) => await caches.match(request) ?? fetch(request);

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    const { request } = event, { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
    else if (pathname.startsWith("/static/")) event.respondWith(file(request));
  });
})();
