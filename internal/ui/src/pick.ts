// Fields that suggest values while typing: data-pick is a URL that answers ?q= with <option> lines.
// In a field of many lines what is chosen becomes a line. What was typed is understood without this.
import { later, make } from "./say"

let n = 0

export function pickers(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-pick]")) suggest(input, input.dataset.pick ?? "")
  for (const area of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-pick]")) lines(area)
  for (const choice of root.querySelectorAll<HTMLInputElement>(".near input")) nearby(choice)
}

function suggest(input: HTMLInputElement, url: string): HTMLDataListElement {
  const list = document.createElement("datalist")
  list.id = "pick" + n++
  input.after(list)
  input.setAttribute("list", list.id)
  const ask = later(180, async () => {
    const q = input.value.trim()
    if (!q || [...list.options].some(o => o.value === q)) return
    const r = await fetch(url + (url.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(q), { headers: { Accept: "text/html" } }).catch(() => null)
    if (!r?.ok) return
    const doc = new DOMParser().parseFromString(await r.text(), "text/html")
    list.replaceChildren(...doc.querySelectorAll("option"))
  })
  input.addEventListener("input", ask)
  input.addEventListener("focus", ask, { once: true })
  return list
}

/** lines puts a field to search in above one that takes a name a line. */
function lines(area: HTMLTextAreaElement): void {
  const text = area.dataset.add ?? ""
  const input = make("input", "", "", { type: "search", placeholder: text, "aria-label": text, autocomplete: "off" }) as HTMLInputElement
  area.before(input)
  const list = suggest(input, area.dataset.pick ?? "")
  const add = () => {
    const all = area.value.split("\n").map(l => l.trim()).filter(Boolean)
    if (!all.includes(input.value)) all.push(input.value)
    area.value = all.join("\n")
    input.value = ""
    area.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const known = () => [...list.options].some(o => o.value === input.value)
  input.addEventListener("input", () => { if (known()) add() })
  input.addEventListener("keydown", e => {
    if (e.key !== "Enter") return
    e.preventDefault()
    if (!known() && list.options[0]) input.value = list.options[0].value
    if (known()) add()
  })
}

/** nearby writes a choice into the field it belongs to; typing there takes the choice back. */
function nearby(choice: HTMLInputElement): void {
  const input = choice.closest(".field")?.querySelector<HTMLInputElement>(`[name="${choice.name}"]:not([type=radio])`)
  choice.addEventListener("change", () => { if (input) input.value = choice.value })
  input?.addEventListener("input", () => { choice.checked = false })
}
