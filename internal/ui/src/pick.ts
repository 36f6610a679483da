// Fields that suggest values while typing: data-pick is a URL that answers ?q= with <option> lines.
import { later } from "./say"

let n = 0

export function pickers(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-pick]")) {
    const list = document.createElement("datalist")
    list.id = "pick" + n++
    input.after(list)
    input.setAttribute("list", list.id)
    const ask = later(180, async () => {
      const q = input.value.trim(), url = input.dataset.pick ?? ""
      if (!q || [...list.options].some(o => o.value === q)) return
      const r = await fetch(url + (url.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(q), { headers: { Accept: "text/html" } }).catch(() => null)
      if (!r?.ok) return
      const doc = new DOMParser().parseFromString(await r.text(), "text/html")
      list.replaceChildren(...doc.querySelectorAll("option"))
    })
    input.addEventListener("input", ask)
    input.addEventListener("focus", ask, { once: true })
  }
}
