// Texts come with the page, in the reader's language, on #says.
const el = document.getElementById("says")

/** word returns a text of the page. */
export function word(name: string): string {
  return el?.dataset[name] ?? ""
}

/** say reads a text aloud to those who do not see the page. */
export function say(text: string): void {
  if (el) el.textContent = text
}

/** make makes an element with a class, a text and further attributes. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, cls = "", text = "", attrs: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag)
  if (cls) e.className = cls
  if (text) e.textContent = text
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v)
  return e
}

/** later calls f once, ms after the last call. */
export function later<A extends unknown[]>(ms: number, f: (...a: A) => void): (...a: A) => void {
  let timer = 0
  return (...a) => {
    clearTimeout(timer)
    timer = window.setTimeout(() => f(...a), ms)
  }
}
