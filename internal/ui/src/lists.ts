// Lists change in place (htmx, see list.html): here is what comes after.
import { say } from "./say"

export function lists(start: (root: ParentNode) => void): void {
  document.addEventListener("htmx:after:swap", () => {
    const list = document.querySelector<HTMLElement>(".card.list")
    if (!list) return
    start(list)
    say(list.querySelector(".count")?.textContent ?? "")
    const top = list.getBoundingClientRect().top
    if (top < 0) list.scrollIntoView()
  })
}
