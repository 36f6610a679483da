// One visit: what was left last time, the matters to look at, findings, photos, the feedback sheet with its signatures.
import { html, nothing, type TemplateResult } from "../vendor/lit-html"
import { app, draw, load, send, soon, typed, type Day, type Item, type Question, type Word } from "./main"
import { uuid7 } from "./ids"
import { smaller } from "./photo"
import { pad } from "./sign"
import * as store from "./store"
import { t } from "./texts"

const english = document.documentElement.lang.startsWith("en")
const named = (x: { name: string; en: string }) => english && x.en ? x.en : x.name

function value(v: store.Local, name: string): string { return v.props[name]?.value ?? "" }

/** set writes a property to the phone at once, and to the server soon. */
async function set(v: store.Local, name: string, text: string, redraw: boolean): Promise<void> {
  v.props[name] = { value: text, base: v.props[name]?.base ?? 0, dirty: true }
  const now = app.visits.find(x => x.id === v.id)
  if (now && now !== v) now.props[name] = v.props[name]
  const pending = typed.get(v.id) || new Map<string, string>()
  typed.set(v.id, pending.set(name, text))
  try {
    await store.change(v.id, now => { now.props[name] = { value: text, base: now.props[name]?.base ?? 0, dirty: true }; now.refused = "" })
  } catch (e) {
    app.note = t("手机存储已满，最后的修改没有保存。请删除其他文件，或先发送。")
    redraw = true
  }
  if (pending.get(name) === text) pending.delete(name)
  if (redraw) draw()
  soon()
}

const typing = (v: store.Local, name: string) => (e: Event) => void set(v, name, (e.target as HTMLInputElement).value, false)
const choosing = (v: store.Local, name: string) => (e: Event) => void set(v, name, (e.target as HTMLInputElement).value, true)

export function sheet(day: Day, v: store.Local): TemplateResult {
  const back = html`<p><a href="#">${t("返回我的学校")}</a></p>`
  if (v.state === "sent") return html`${back}<h2>${v.unitName}</h2><div class="notice done"><p>${t("已发送，回执 %s", v.receipt)}</p></div><p><a class="btn plain" href="/visits/${v.id}">${t("查看记录")}</a></p>`
  const school = (day.schools || []).find(s => s.id === v.unit)
  const first = day.items.filter(i => day.theme.includes(i.code)), rest = day.items.filter(i => !day.theme.includes(i.code))
  return html`${back}<h2>${v.unitName}</h2>
    ${v.refused ? html`<div class="notice late" role="alert"><p>${t("没有发送：%s", v.refused)}</p></div>` : nothing}
    ${v.conflicts.map(c => conflict(day, v, c))}
    <section class="card"><div class="body form">${field(v, "on", t("随访日期"), "date")}${radios(v, "part", t("时段"), day.words.parts)}</div></section>
    ${school?.open.length ? html`<section class="card"><header><h3>${t("上次留下的")}</h3></header><div class="body">${school.open.map(o => html`<div class="ask"><p>${o.text}</p>${radios(v, "r." + o.id, "", day.words.rechecks, o.text)}</div>`)}</div></section>` : nothing}
    ${first.map(i => matter(day, v, i))}
    ${rest.length ? html`<details class="card"><summary>${t("其他督导事项")}</summary>${rest.map(i => matter(day, v, i))}</details>` : nothing}
    ${findings(day, v)}${photos(v)}
    <details class="card" ?open=${!!value(v, "process")}><summary>${t("随访过程")}</summary><div class="body form">${day.texts.filter(x => x.name !== "summary").map(x => field(v, x.name, t(x.label), x.most > 200 ? "area" : "text", x.most))}</div></details>
    <section class="card"><div class="body form">${field(v, "summary", t("随访小结"), "area", 2000)}</div></section>
    ${feedback(day, v)}
    <div class="dock"><button class="btn" ?disabled=${v.ends || v.conflicts.length > 0} @click=${() => void end(v)}>${v.ends ? t("等待发送") : t("结束随访并发送")}</button></div>`
}

async function end(v: store.Local): Promise<void> {
  await store.change(v.id, now => { now.ends = true; now.refused = "" })
  await load()
  await send()
}

function field(v: store.Local, name: string, label: string, kind: string, most = 0): TemplateResult {
  const id = "p-" + name, now = value(v, name)
  return html`<div class="field"><label for=${id}>${label}</label>${kind === "area"
    ? html`<textarea id=${id} rows="3" maxlength=${most} .value=${now} @input=${typing(v, name)}></textarea>`
    : html`<input id=${id} type=${kind} maxlength=${most || 100} .value=${now} @input=${typing(v, name)}>`}</div>`
}

function radios(v: store.Local, name: string, label: string, words: Word[], about = label): TemplateResult {
  const now = value(v, name)
  return html`<fieldset class="pick"><legend class=${label ? "" : "vh"}>${about}</legend>${words.map(w => html`<label><input type="radio" name=${name} value=${w.Value} .checked=${now === w.Value} @change=${choosing(v, name)}><span>${t(w.Label)}</span></label>`)}</fieldset>`
}

function matter(day: Day, v: store.Local, i: Item): TemplateResult {
  const seen = i.questions.filter(q => value(v, `i.${i.code}.${q.code}`)).length
  return html`<section class="card"><header><h3>${named(i)}</h3><span class="quiet">${seen} / ${i.questions.length}</span></header><div class="body">${i.questions.map(q => ask(day, v, i, q))}</div></section>`
}

function ask(day: Day, v: store.Local, i: Item, q: Question): TemplateResult {
  const key = `${i.code}.${q.code}`, now = value(v, "i." + key)
  return html`<div class="ask"><p>${named(q)}</p>${radios(v, "i." + key, "", day.words.answers, named(q))}
    ${now === "bad" || value(v, "n." + key) ? html`<div class="field"><label for="p-n.${key}">${t("看到的情况")}</label><textarea id="p-n.${key}" rows="2" maxlength="1000" .value=${value(v, "n." + key)} @input=${typing(v, "n." + key)}></textarea></div>
      <button class="btn plain" @click=${() => void add(v, i.code, value(v, "n." + key) || named(q))}>${t("列为问题")}</button>` : nothing}</div>`
}

async function add(v: store.Local, item: string, text: string): Promise<void> {
  const id = uuid7()
  await set(v, `f.${id}.text`, text, false)
  await set(v, `f.${id}.item`, item, false)
  await set(v, `f.${id}.outcome`, "advice", true)
  document.getElementById("findings")?.scrollIntoView()
}

function found(v: store.Local): string[] {
  return [...new Set(Object.keys(v.props).map(n => /^f\.([0-9a-f-]{36})\.text$/.exec(n)?.[1]).filter((x): x is string => !!x))].filter(id => value(v, `f.${id}.dropped`) !== "yes").sort()
}

function findings(day: Day, v: store.Local): TemplateResult {
  return html`<section class="card" id="findings"><header><h3>${t("发现的问题")}</h3><span class="quiet">${found(v).length}</span></header><div class="body form">
    ${found(v).map((id, n) => html`<fieldset class="finding"><legend>${t("问题 %d", n + 1)}</legend>${field(v, `f.${id}.text`, t("问题"), "area", 2000)}
      ${choice(v, `f.${id}.item`, t("事项"), day.items.map(i => ({ Value: i.code, Label: named(i) })))}${choice(v, `f.${id}.outcome`, t("怎样处理"), day.words.outcomes.map(w => ({ Value: w.Value, Label: t(w.Label) })))}
      ${value(v, `f.${id}.outcome`) === "notice" ? field(v, `f.${id}.days`, t("几日内书面回复（不填为 %d 日）", day.notice_days), "text", 2) : nothing}
      ${value(v, `f.${id}.outcome`) === "consult" ? field(v, `f.${id}.dept`, t("需要协商的科室"), "text", 60) : nothing}
      <button class="btn plain" @click=${() => void set(v, `f.${id}.dropped`, "yes", true)}>${t("删除这个问题")}</button></fieldset>`)}
    ${dropped(v).map(id => html`<p class="quiet">${t("已删除：%s", value(v, `f.${id}.text`))} <button class="btn plain" @click=${() => void set(v, `f.${id}.dropped`, "", true)}>${t("恢复")}</button></p>`)}
    <button class="btn plain" @click=${() => void add(v, "", "")}>${t("增加问题")}</button></div></section>`
}

function dropped(v: store.Local): string[] {
  return Object.keys(v.props).map(n => /^f\.([0-9a-f-]{36})\.dropped$/.exec(n)?.[1]).filter((x): x is string => !!x && value(v, `f.${x}.dropped`) === "yes")
}

function choice(v: store.Local, name: string, label: string, words: Word[]): TemplateResult {
  return html`<div class="field"><label for="p-${name}">${label}</label><select id="p-${name}" .value=${value(v, name)} @change=${choosing(v, name)}><option value="" ?selected=${!value(v, name)}></option>${words.map(w => html`<option value=${w.Value} ?selected=${value(v, name) === w.Value}>${w.Label}</option>`)}</select></div>`
}

const pictures = new Map<string, string>()
function picture(p: store.Photo): string {
  if (!pictures.has(p.id)) pictures.set(p.id, URL.createObjectURL(p.blob))
  return pictures.get(p.id)!
}

function photos(v: store.Local): TemplateResult {
  const list = app.photos[v.id] || []
  const take = async (e: Event) => {
    const input = e.target as HTMLInputElement, files = [...input.files || []]
    for (const [n, f] of files.entries()) {
      app.note = files.length > 1 ? t("正在处理照片 %d / %d", n + 1, files.length) : ""
      draw()
      try {
        const small = await smaller(f)
        await store.keepPhoto({ id: uuid7(), visit: v.id, ...small, at: new Date().toISOString(), title: "", sent: false, refused: "" })
        app.note = ""
      } catch (x) {
        app.note = (x as Error).name === "QuotaExceededError" ? t("手机存储已满，这张照片没有保存。已有的内容都在。请先发送，或删除其他文件后再拍。") : t("这张照片无法读取：%s", f.name)
        break
      }
    }
    input.value = ""
    await load()
    soon()
  }
  return html`<section class="card"><header><h3>${t("照片")}</h3><span class="quiet">${list.length}</span></header><div class="body">
    <div class="shots">${list.map((p, n) => html`<figure><img src=${picture(p)} alt=${t("照片 %d", n + 1)}><figcaption>${p.sent ? t("已传") : p.refused || t("待传")}${p.sent ? nothing : html` <button class="btn plain" @click=${async () => { await store.dropPhoto(p.id); await load() }}>${t("删除")}</button>`}</figcaption></figure>`)}</div>
    <p class="quiet">${t("照片在本机压缩，不带拍摄地点。")}</p>
    <label class="btn plain" for="p-photo">${t("拍照或选择照片")}</label><input id="p-photo" class="vh" type="file" accept="image/*" multiple @change=${take}></div></section>`
}

/** feedback is what the head reads before signing: nothing that was not said. */
function feedback(day: Day, v: store.Local): TemplateResult {
  const list = found(v)
  return html`<section class="card"><header><h3>${t("反馈单")}</h3></header><div class="body form">
    <p>${t("请学校负责人阅读后签字。签字表示已阅知，不表示同意；有不同意见可在平台提出。")}</p>
    ${value(v, "highlights") ? html`<p><b>${t("亮点")}</b> ${value(v, "highlights")}</p>` : nothing}
    <ol>${list.map(id => html`<li>${value(v, `f.${id}.text`)} <span class="chip">${t(day.words.outcomes.find(w => w.Value === value(v, `f.${id}.outcome`))?.Label || "")}</span></li>`)}</ol>
    ${list.length ? nothing : html`<p class="quiet">${t("没有列出问题")}</p>`}
    <p>${value(v, "summary")}</p>
    ${field(v, "s.head.name", t("学校负责人姓名"), "text", 30)}${pad(t("学校负责人签字"), value(v, "s.head.sign"), x => void set(v, "s.head.sign", x, true))}${pad(t("督学签字"), value(v, "s.mine.sign"), x => void set(v, "s.mine.sign", x, true))}</div></section>`
}

/** label says in words which property a conflict is about. */
function label(day: Day, name: string): string {
  const [kind, a, b] = name.split(".")
  if (kind === "i" || kind === "n") { const q = day.items.find(i => i.code === a)?.questions.find(x => x.code === b); return q ? named(q) : name }
  if (kind === "f") return t("问题")
  if (kind === "s") return t("签字")
  if (kind === "on") return t("随访日期")
  return t(day.texts.find(x => x.name === name)?.label || name)
}

function conflict(day: Day, v: store.Local, c: store.Conflict): TemplateResult {
  const settle = async (mine: boolean) => {
    await store.change(v.id, now => {
      now.conflicts = now.conflicts.filter(x => x.name !== c.name)
      now.props[c.name] = mine ? { value: now.props[c.name]?.value ?? c.mine, base: c.theirs.version, dirty: true } : { value: c.theirs.value, base: c.theirs.version }
    })
    await load()
    soon()
  }
  return html`<div class="notice soon" role="alert"><div><p><b>${label(day, c.name)}</b> ${t("与另一台设备不同")}</p><p>${t("本机：%s", c.mine)}</p><p>${t("另一台：%s", c.theirs.value)}</p>
    <div class="row"><button class="btn plain" @click=${() => void settle(true)}>${t("用本机的")}</button><button class="btn plain" @click=${() => void settle(false)}>${t("用另一台的")}</button></div></div></div>`
}
