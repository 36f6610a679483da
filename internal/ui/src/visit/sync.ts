// Sending: edits first, then photos, then the end of the visit. Every part can be sent again: the server knows ids and
// values it has. What is refused stays on the phone with the reason in plain words.
import { change, keepPhoto, keepUrgent, photosOf, urgent, visits, type Conflict, type Local, type Photo, type Value } from "./store"
import { t } from "./texts"

interface Answer { state: string; receipt: string; values: Record<string, Value>; conflicts: Conflict[] | null }
interface Trouble { text: string; fields?: { name: string; text: string }[] }

/** Offline means that nothing was decided: to be tried again. */
export class Offline extends Error {}
/** SignedOut means that the session is over; drafts wait until somebody has signed in. */
export class SignedOut extends Error {}
class Refused extends Error {}

async function call(path: string, body: BodyInit, type: string, ms: number): Promise<any> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), ms)
  let r: Response
  try {
    r = await fetch(path, { method: "POST", body, headers: { "Content-Type": type, Accept: "application/json" }, signal: stop.signal })
  } catch { throw new Offline() } finally { clearTimeout(timer) }
  if (r.redirected || r.status === 401) throw new SignedOut()
  if (r.status >= 500 || r.status === 429) throw new Offline()
  const json = (r.headers.get("content-type") || "").includes("json")
  if (!json) { if (r.ok) throw new SignedOut(); throw new Refused(t("服务器拒绝了请求（%s）", r.status)) }
  let said: any
  try { said = await r.json() } catch { throw new Offline() }
  if (r.ok) return said
  const bad = said as Trouble
  throw new Refused([bad.text, ...(bad.fields || []).map(f => f.text)].filter((x, i, all) => x && all.indexOf(x) === i).join(t("；")))
}

/** take puts an answer into a visit: what was typed meanwhile stays. */
function take(v: Local, sent: Record<string, string>, a: Answer): void {
  const disputed = new Set((a.conflicts || []).map(c => c.name))
  for (const [name, x] of Object.entries(a.values)) {
    const mine = v.props[name]
    if (disputed.has(name)) continue
    if (!mine || !mine.dirty) v.props[name] = { value: x.value, base: x.version }
    else if (mine.value === x.value) v.props[name] = { value: x.value, base: x.version }
    else if (name in sent) mine.base = x.version // typed on while it was under way
  }
  v.conflicts = a.conflicts || []
  v.refused = ""
  if (a.state === "sent" || a.state === "signed") { v.state = "sent"; v.receipt = a.receipt }
  if (a.state === "discarded") v.state = "gone"
}

async function put(v: Local, ends: boolean): Promise<Local> {
  const disputed = new Set(v.conflicts.map(c => c.name))
  const edits = Object.entries(v.props).filter(([n, p]) => p.dirty && !disputed.has(n)).map(([name, p]) => ({ name, value: p.value, base: p.base }))
  const a = await call("/visit-app/put", JSON.stringify({ id: v.id, unit: v.unit, edits, send: ends && disputed.size === 0 }), "application/json", 30000) as Answer
  const sent = Object.fromEntries(edits.map(e => [e.name, e.value]))
  const kept = disputed
  return (await change(v.id, now => {
    const before = now.conflicts.filter(c => kept.has(c.name) && now.props[c.name]?.dirty)
    take(now, sent, a)
    now.conflicts = [...now.conflicts, ...before.filter(c => !now.conflicts.some(x => x.name === c.name))]
  }))!
}

async function photo(p: Photo): Promise<void> {
  const q = new URLSearchParams({ visit: p.visit, id: p.id, sha256: p.sha256, at: p.at, name: p.id + ".jpg", title: p.title })
  try {
    await call("/visit-app/photos?" + q, p.blob, "image/jpeg", 120000)
    await keepPhoto({ ...p, sent: true, refused: "" })
  } catch (e) {
    if (!(e instanceof Refused)) throw e
    await keepPhoto({ ...p, refused: e.message })
  }
}

/** waiting reports whether a visit has something to send. */
export function waiting(v: Local): boolean {
  return v.state === "draft" && (v.ends || Object.values(v.props).some(p => p.dirty))
}

let running: Promise<void> | undefined

/** sync sends what waits, one visit after the other, and never twice at a time, not even from two tabs. */
export function sync(account: string, shows: () => void): Promise<void> {
  const all = () => everything(account, shows)
  running ??= (navigator.locks ? navigator.locks.request("dudao-sync", all) : all()).finally(() => { running = undefined })
  return running
}

async function everything(account: string, shows: () => void): Promise<void> {
  for (const e of await urgent(account)) {
    if (e.sent) continue
    try {
      await call("/visit-app/emergency", JSON.stringify({ id: e.id, unit: e.unit, said: e.said }), "application/json", 20000)
      await keepUrgent({ ...e, sent: true, refused: "" })
    } catch (x) {
      if (!(x instanceof Refused)) throw x
      await keepUrgent({ ...e, refused: x.message })
    }
    shows()
  }
  for (let v of await visits(account)) {
    if (v.state !== "draft") continue
    const photos = (await photosOf(v.id)).filter(p => !p.sent)
    if (!waiting(v) && photos.length === 0) continue
    try {
      if (Object.values(v.props).some(p => p.dirty) || photos.length > 0) v = await put(v, false)
      for (const p of photos) { await photo(p); shows() }
      if (v.ends && v.state === "draft" && (await photosOf(v.id)).every(p => p.sent)) await put(v, true)
    } catch (x) {
      if (!(x instanceof Refused)) throw x
      await change(v.id, now => { now.refused = x.message; now.ends = false })
    }
    shows()
  }
}
