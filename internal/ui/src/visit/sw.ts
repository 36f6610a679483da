// Keeps the page of the phone and what it is made of, so that it opens without a network. Data are not kept here.
const kept = "dudao-visit-1"
const page = "/visit-app"
const self_ = self as any

async function refresh(r: Response): Promise<void> {
  const cache = await caches.open(kept)
  const text = await r.clone().text()
  const parts = [...new Set(text.match(/\/static\/[0-9a-f]+\/[a-z0-9.]+/g) || [])]
  for (const part of parts) if (!(await cache.match(part))) await cache.add(part).catch(() => undefined)
  await cache.put(page, r)
  for (const old of await cache.keys()) { // of an earlier release
    const path = new URL(old.url).pathname
    if (path !== page && !parts.includes(path)) await cache.delete(old)
  }
}

async function open(event: any): Promise<Response> {
  const cache = await caches.open(kept)
  const had = await cache.match(page)
  const stop = new AbortController()
  const timer = had ? setTimeout(() => stop.abort(), 4000) : 0
  try {
    const r = await fetch(event.request, { signal: stop.signal })
    if (r.ok && !r.redirected && new URL(r.url).pathname === page) {
      event.waitUntil(refresh(r.clone()))
      return r
    }
    return r.type === "opaqueredirect" || r.status < 500 || !had ? r : had // signed out: the page to sign in
  } catch (e) {
    if (had) return had
    throw e
  } finally { clearTimeout(timer) }
}

self_.addEventListener("install", (e: any) => {
  self_.skipWaiting()
  e.waitUntil(fetch(page).then(r => r.ok && !r.redirected ? refresh(r) : undefined))
})
self_.addEventListener("activate", (e: any) => e.waitUntil(self_.clients.claim()))
self_.addEventListener("fetch", (e: any) => {
  const url = new URL(e.request.url)
  if (e.request.method !== "GET" || url.origin !== location.origin) return
  if (e.request.mode === "navigate" && url.pathname === page) e.respondWith(open(e))
  else if (url.pathname.startsWith("/static/")) e.respondWith(caches.match(url.pathname).then(r => r || fetch(e.request)))
})
