// The phone of an inspector: today's schools, visits with everything in them, and what waits to be sent. It works
// without a network; the server is told whenever there is one.
import { html, render, nothing, type TemplateResult } from "../vendor/lit-html"
import { later } from "../say"
import { home } from "./home"
import { sheet } from "./sheet"
import * as store from "./store"
import { Offline, SignedOut, sync, waiting } from "./sync"
import { t } from "./texts"

export interface Word { Value: string; Label: string }
export interface Question { code: string; name: string; en: string }
export interface Item { code: string; name: string; en: string; questions: Question[] }
export interface Open { id: string; text: string; outcome: string; state: string; due_on: string; created_at: string }
export interface School { id: string; name: string; state: string; last: string; term: number; open: Open[] }
export interface Day {
  account: string; name: string; on: string; items: Item[]; theme: string[]; notice_days: number; schools: School[] | null; counts: boolean
  words: Record<string, Word[]>; texts: { name: string; label: string; most: number }[]
  drafts: { id: string; unit_id: string; unit_name: string; created_at: string; values: Record<string, store.Value> }[] | null
}

export interface App {
  day?: Day
  visits: store.Local[]
  photos: Record<string, store.Photo[]>
  urgent: store.Emergency[]
  net: "ok" | "off" | "out" // out: signed out
  busy: boolean
  note: string
}

const root = document.getElementById("visit-app")!
export const app: App = { visits: [], photos: {}, urgent: [], net: navigator.onLine ? "ok" : "off", busy: false, note: "" }

// typed is what is on its way to the database: a page drawn meanwhile shows it, not what was there before.
export const typed = new Map<string, Map<string, string>>()

/** load reads again what the phone keeps, and draws. */
export async function load(): Promise<void> {
  if (app.day) {
    const list = await store.visits(app.day.account)
    app.urgent = await store.urgent(app.day.account)
    for (const v of list) app.photos[v.id] = await store.photosOf(v.id)
    for (const v of list) for (const [name, text] of typed.get(v.id) || []) v.props[name] = { value: text, base: v.props[name]?.base ?? 0, dirty: true }
    app.visits = list
  }
  draw()
}

export function draw(): void {
  const id = location.hash.slice(1)
  const v = app.visits.find(x => x.id === id)
  const page = !app.day ? html`<p class="quiet">${app.net === "off" ? t("还没有下载今天的学校。请在有网络时打开一次。") : t("正在打开…")}</p>` : v ? sheet(app.day, v) : home(app.day)
  render(html`${strip()}${app.note ? html`<div class="notice soon" role="alert"><p>${app.note}</p></div>` : nothing}${page}`, root)
}

/** strip is the line of the network: what it says is always true. */
function strip(): TemplateResult {
  const n = app.visits.filter(waiting).length + app.visits.filter(v => v.state === "draft" && (app.photos[v.id] || []).some(p => !p.sent) && !waiting(v)).length + app.urgent.filter(e => !e.sent).length
  const words = app.net === "off" ? t("没有网络，已存在本机") : app.net === "out" ? t("登录已过期，草稿在本机") : app.busy ? t("正在发送…") : t("已连接")
  return html`<div class="net ${app.net}" role="status"><span>${words}</span>
    ${app.net === "out" ? html`<a href="/sign-in?back=/visit-app">${t("重新登录")}</a>` : html`<span>${n ? t("待发送 %d", n) : t("全部已发送")}</span>`}</div>`
}

/** send tries to send now; without a network it waits for the next chance. */
export async function send(): Promise<void> {
  if (!app.day) return
  app.busy = true
  draw()
  try {
    await sync(app.day.account, () => void load())
    app.net = "ok"
  } catch (e) {
    if (!(e instanceof Offline) && !(e instanceof SignedOut)) app.note = t("发送时出错：%s", String(e))
    app.net = e instanceof SignedOut ? "out" : "off"
  }
  app.busy = false
  await load()
}
export const soon = later(1500, () => void send())

/** fetchDay takes the day along; what the server has of drafts comes back to a phone that lost them. */
async function fetchDay(): Promise<void> {
  let day: Day
  try {
    const r = await fetch("/visit-app/day", { headers: { Accept: "application/json" } })
    if (r.redirected || r.status === 401) { app.net = "out"; return draw() }
    if (!r.ok) {
      app.note = r.status < 500 ? ((await r.json().catch(() => ({}))) as { text?: string }).text || "" : ""
      app.net = r.status < 500 ? "ok" : "off"
      return draw()
    }
    day = await r.json()
  } catch { app.net = "off"; return draw() }
  app.net = "ok"
  if (await store.evicted(day.account) && (day.drafts || []).length) app.note = t("浏览器清除过本机数据，草稿已从服务器恢复。没有发送的照片需要重新拍摄。")
  await store.remember("account", day.account)
  await store.remember("day-" + day.account, day)
  app.day = day
  for (const d of day.drafts || []) {
    const props = Object.fromEntries(Object.entries(d.values).map(([n, x]) => [n, { value: x.value, base: x.version } as store.Prop]))
    if (!(await store.visit(d.id))) await store.begin({ id: d.id, account: day.account, unit: d.unit_id, unitName: d.unit_name, made: d.created_at, props, ends: false, state: "draft", receipt: "", refused: "", conflicts: [] })
    else await store.change(d.id, v => { for (const [n, p] of Object.entries(props)) if (!v.props[n]?.dirty) v.props[n] = p })
  }
  await load()
}

async function start(): Promise<void> {
  const account = await store.recall<string>("account").catch(() => { app.note = t("这个浏览器不能保存数据（可能是无痕模式），请换用普通窗口。"); return undefined })
  if (account) app.day = await store.recall<Day>("day-" + account)
  await load()
  await fetchDay()
  await send()
  if (navigator.storage?.persist) void navigator.storage.persist()
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/visit-app/sw.js", { scope: "/visit-app" }).catch(() => undefined)
}

addEventListener("hashchange", () => { draw(); scrollTo(0, 0) })
addEventListener("online", () => { app.net = "ok"; void fetchDay().then(send) })
addEventListener("offline", () => { app.net = "off"; draw() })
setInterval(() => { if (document.visibilityState === "visible" && app.net !== "out") void send() }, 60000)
void start()
