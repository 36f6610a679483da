// Ctrl-K: find anything from the keyboard. Without script the field in the head leads to /search.
import { later, make, word } from "./say"

interface Hit { kind: string; text: string; sub: string; url: string }

export function palette(): void {
  const box = document.getElementById("palette") as HTMLDialogElement | null
  if (!box?.showModal) return
  const input = make("input", "", "", { type: "search", "aria-label": box.getAttribute("aria-label") ?? "", autocomplete: "off" })
  const list = make("ul")
  box.append(input, list)
  const open = () => {
    if (box.open) return
    box.showModal()
    input.select()
  }
  addEventListener("keydown", e => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
      e.preventDefault()
      open()
    }
  })
  box.addEventListener("click", e => e.target === box && box.close())
  let asked = 0
  const find = later(140, async () => {
    const q = input.value.trim(), n = ++asked
    if (!q) return list.replaceChildren()
    const r = await fetch("/search?q=" + encodeURIComponent(q), { headers: { Accept: "application/json" } }).catch(() => null)
    if (n !== asked || !r?.ok) return
    show(list, (await r.json()).results, q, box.dataset.empty ?? "", box.dataset.more ?? "")
  })
  input.addEventListener("input", find)
  box.addEventListener("keydown", e => move(e, input, list))
}

function show(list: HTMLUListElement, hits: Hit[], q: string, empty: string, more: string): void {
  const rows = hits.map(h => row(h.url, h.text, [h.kind, h.sub].filter(Boolean).join(" · ")))
  if (!hits.length) rows.push(make("li", "", empty))
  else rows.push(row("/search?q=" + encodeURIComponent(q), more, ""))
  list.replaceChildren(...rows)
}

function row(url: string, text: string, sub: string): HTMLLIElement {
  const a = make("a", "", text, { href: url })
  if (sub) a.append(make("small", "", sub))
  const li = make("li")
  li.append(a)
  return li
}

function move(e: KeyboardEvent, input: HTMLInputElement, list: HTMLUListElement): void {
  const links = [...list.querySelectorAll("a")]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement)
  if (e.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus()
  else if (e.key === "ArrowUp") (at > 0 ? links[at - 1] : input).focus()
  else if (e.key === "Enter" && document.activeElement === input) {
    if (links.length) links[0].click()
    else if (input.value.trim()) location.href = "/search?q=" + encodeURIComponent(input.value)
  } else return
  e.preventDefault()
}
