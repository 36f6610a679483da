// Drafts: what is typed into a longer form is kept on this device until it was sent, for seven days,
// for this person only. Passwords and files are never kept.
import { later, make, say, word } from "./say"

interface Draft { at: number; values: [string, string][] }

const week = 7 * 24 * 3600 * 1000
const prefix = "draft:" + (document.querySelector(".who > summary span")?.textContent ?? "") + ":"

export function drafts(): void {
  tidy()
  for (const form of document.querySelectorAll<HTMLFormElement>("form.form[method=post]")) watch(form)
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => forget(k => k.startsWith("draft:")))
}

function watch(form: HTMLFormElement): void {
  if (form.querySelector('[type="password"]') || !(form.dataset.draft || form.querySelector("textarea"))) return
  const key = prefix + (form.dataset.draft || location.pathname + form.getAttribute("action"))
  const shown = JSON.stringify(values(form))
  const kept = read(key)
  if (kept && !("failed" in form.dataset) && JSON.stringify(kept.values) !== shown) offer(form, key, kept)
  const keep = later(600, () => write(key, { at: Date.now(), values: values(form) }))
  form.addEventListener("input", keep)
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key))
}

/** tidy forgets what was sent and what is old. */
function tidy(): void {
  const sent = sessionStorage.getItem("sent")
  const refused = document.querySelector("[data-error], [data-failed]") || location.pathname === "/sign-in"
  if (sent && !refused) {
    localStorage.removeItem(sent)
    sessionStorage.removeItem("sent")
  }
  forget(k => k.startsWith("draft:") && Date.now() - (read(k)?.at ?? 0) > week)
}

function forget(old: (key: string) => boolean): void {
  for (const k of Object.keys(localStorage)) if (old(k)) localStorage.removeItem(k)
}

function offer(form: HTMLFormElement, key: string, d: Draft): void {
  const bar = make("div", "draft", word("draft"))
  const yes = make("button", "btn small plain", word("restore"), { type: "button" })
  const no = make("button", "btn small plain", word("discard"), { type: "button" })
  yes.onclick = () => {
    fill(form, d.values)
    bar.remove()
  }
  no.onclick = () => {
    localStorage.removeItem(key)
    bar.remove()
  }
  bar.append(yes, no)
  form.prepend(bar)
  say(word("draft"))
}

/** values are the fields a person fills in; hidden ones (version, id) stay as the server sent them. */
function values(form: HTMLFormElement): [string, string][] {
  const hidden = new Set([...form.querySelectorAll<HTMLInputElement>('[type="hidden"]')].map(i => i.name))
  return [...new FormData(form)].filter((e): e is [string, string] => typeof e[1] === "string" && !hidden.has(e[0]))
}

function fill(form: HTMLFormElement, list: [string, string][]): void {
  for (const e of form.elements) {
    if (!(e instanceof HTMLInputElement || e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement)) continue
    const mine = list.filter(v => v[0] === e.name).map(v => v[1])
    if (e instanceof HTMLInputElement && (e.type === "checkbox" || e.type === "radio")) e.checked = mine.includes(e.value)
    else if (e instanceof HTMLSelectElement) for (const o of e.options) o.selected = mine.includes(o.value)
    else if (mine.length && e.type !== "hidden" && e.type !== "file") e.value = mine[0]
  }
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null")
  } catch {
    return null
  }
}

function write(key: string, d: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(d))
  } catch {
    // storage is full or forbidden: nothing is kept, nothing breaks
  }
}
