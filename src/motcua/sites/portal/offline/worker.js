// Public pages and assets only: nothing that belongs to a person is ever put here. The network comes first for pages.
const NAME = `mot-cua-${KEPT.version}`;
const fresh = (url) => new Request(url, { credentials: "omit", cache: "no-cache" });

async function keep(cache, urls) {
  await Promise.all(urls.map(async (url) => {
    const answer = await fetch(fresh(url));
    if (answer.ok && !answer.redirected) await cache.put(url, answer);
  }));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await keep(await caches.open(NAME), [...KEPT.shell, KEPT.outside, ...KEPT.pages]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("mot-cua-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

// The empty forms come later, when a page has nothing else to load, and one after the other: a slow line stays free.
self.addEventListener("message", (event) => {
  if (event.data !== "forms") return;
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    for (const url of KEPT.forms) if (!(await cache.match(url))) await keep(cache, [url]).catch(() => {});
  })());
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(NAME);
    const { pathname } = new URL(request.url);
    const code = /^\/(?:ngoai-tuyen\/)?nop\/(\d\.\d{6})$/.exec(pathname);
    const form = code && KEPT.forms.find((url) => url.split("?")[0].endsWith(`/${code[1]}`));
    const kept = form || KEPT.pages.find((url) => url.split("?")[0] === pathname);
    const found = (kept && (await cache.match(kept))) || (await cache.match(KEPT.outside));
    if (found) return found;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (KEPT.shell.includes(url.pathname)) {
    event.respondWith(caches.open(NAME).then((cache) => cache.match(url.pathname)).then((found) => found || fetch(request)));
  }
});
