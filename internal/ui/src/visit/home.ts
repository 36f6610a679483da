// The first page: schools of the month, visits on the phone, emergency, rescue.
import { html, nothing, type TemplateResult } from "../vendor/lit-html"
import { strToU8, zip } from "../vendor/fflate"
import { app, draw, load, send, type Day, type School } from "./main"
import { today, uuid7 } from "./ids"
import * as store from "./store"
import { waiting } from "./sync"
import { t } from "./texts"

const states: Record<string, [string, string]> = { never: ["本学期未随访", "late"], due: ["本月待随访", "soon"], done: ["本月已随访", "done"], free: ["本月不计", ""] }

export function home(day: Day): TemplateResult {
  const done = (day.schools || []).filter(s => s.state === "done").length
  const mine = app.visits.filter(v => v.state !== "gone")
  return html`<h2>${t("我的学校")} <small class="quiet">${t("本月已随访 %d / %d", done, (day.schools || []).length)}</small></h2>
    ${(day.schools || []).length ? day.schools!.map(s => school(day, s)) : html`<p class="card body">${t("还没有安排您负责的学校。请联系区督导室。")}</p>`}
    <section class="card"><header><h2>${t("本机的随访")}</h2></header><div class="body">
      ${mine.length ? html`<ul class="plain">${mine.map(kept)}</ul>` : html`<p class="quiet">${t("还没有随访。从上面的学校开始。")}</p>`}
      <div class="row"><button class="btn plain" @click=${() => void send()}>${t("现在发送")}</button><button class="btn plain" @click=${() => void rescue(day)}>${t("全部存为 ZIP")}</button></div></div></section>
    ${emergency(day)}`
}

function school(day: Day, s: School): TemplateResult {
  const [label, tone] = states[s.state] || ["", ""]
  const draft = app.visits.find(v => v.unit === s.id && v.state === "draft")
  return html`<section class="card school"><header><h3>${s.name}</h3><span class="chip ${tone}">${t(label)}</span></header><div class="body">
    <p class="quiet">${s.last ? t("上次随访 %s · 本学期 %d 次", s.last, s.term) : t("还没有随访过")}${s.open.length ? t(" · 未办结问题 %d", s.open.length) : ""}</p>
    ${draft ? html`<a class="btn" href="#${draft.id}">${t("继续随访")}</a>` : html`<button class="btn" @click=${() => void begin(day, s)}>${t("开始随访")}</button>`}</div></section>`
}

function kept(v: store.Local): TemplateResult {
  const photos = (app.photos[v.id] || []).filter(p => !p.sent).length
  const words = v.state === "sent" ? t("已发送，回执 %s", v.receipt) : v.refused ? t("没有发送：%s", v.refused) : v.conflicts.length ? t("%d 项与另一台设备不同，请选择", v.conflicts.length)
    : v.ends ? t("等待发送") : waiting(v) || photos ? t("草稿，等待同步") : t("草稿，已同步")
  return html`<li><a href="#${v.id}">${v.unitName}</a> <span class="quiet">${v.props["on"]?.value || ""} · ${words}${photos ? t(" · %d 张照片待传", photos) : ""}</span></li>`
}

async function begin(day: Day, s: School): Promise<void> {
  const id = uuid7()
  const props: Record<string, store.Prop> = { on: { value: today(), base: 0, dirty: true } }
  const theme = day.items.filter(i => day.theme.includes(i.code)).map(i => i.name).join("；")
  if (theme) props["purpose"] = { value: theme, base: 0, dirty: true }
  await store.begin({ id, account: day.account, unit: s.id, unitName: s.name, made: new Date().toISOString(), props, ends: false, state: "draft", receipt: "", refused: "", conflicts: [] })
  await load()
  location.hash = id
}

function emergency(day: Day): TemplateResult {
  const go = async (e: Event) => {
    e.preventDefault()
    const f = e.target as HTMLFormElement, d = new FormData(f), unit = String(d.get("unit")), said = String(d.get("said")).trim()
    const s = (day.schools || []).find(x => x.id === unit)
    if (!s || !said) return
    await store.keepUrgent({ id: uuid7(), account: day.account, unit, unitName: s.name, said, sent: false, refused: "" })
    f.reset()
    await load()
    await send()
  }
  return html`<details class="card"><summary>${t("紧急报告")}</summary><form class="body form" @submit=${go}>
    <p class="quiet">${t("危及安全的突发事件：立即报告区督导室负责人和经办人。没有网络时请打电话。")}</p>
    <div class="field"><label for="u-unit">${t("学校")}</label><select id="u-unit" name="unit" required><option value=""></option>${(day.schools || []).map(s => html`<option value=${s.id}>${s.name}</option>`)}</select></div>
    <div class="field"><label for="u-said">${t("情况")}</label><textarea id="u-said" name="said" rows="3" maxlength="2000" required></textarea></div>
    <button class="btn">${t("立即报告")}</button></form>
    ${app.urgent.length ? html`<ul class="plain body">${app.urgent.map(e => html`<li>${e.unitName}：${e.said} <span class="chip ${e.sent ? "done" : "late"}">${e.sent ? t("已送达") : e.refused || t("还没有送达")}</span></li>`)}</ul>` : nothing}</details>`
}

/** rescue saves all that the phone keeps as a ZIP: text as JSON, photos as they are. */
async function rescue(day: Day): Promise<void> {
  const files: Record<string, Uint8Array> = { "visits.json": strToU8(JSON.stringify({ account: day.account, name: day.name, saved: new Date().toISOString(), visits: app.visits, urgent: app.urgent }, null, 1)) }
  for (const v of app.visits) for (const p of await store.photosOf(v.id)) files[`photos/${v.id}/${p.id}.jpg`] = new Uint8Array(await p.blob.arrayBuffer())
  zip(files, { level: 0 }, (err: unknown, data: Uint8Array) => {
    if (err) { app.note = t("没有存成 ZIP：%s", String(err)); return draw() }
    const a = document.createElement("a")
    a.href = URL.createObjectURL(new Blob([data as BlobPart], { type: "application/zip" }))
    a.download = t("随访") + "-" + today() + ".zip"
    a.click()
    setTimeout(() => URL.revokeObjectURL(a.href), 60000)
  })
}
