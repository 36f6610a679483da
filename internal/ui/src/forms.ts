// Forms: the summary of mistakes gets the focus, nothing is sent twice, files can be dropped.
import { make, say, word } from "./say"

export function forms(root: ParentNode): void {
  root.querySelector<HTMLElement>(".problems")?.focus()
  for (const form of root.querySelectorAll<HTMLFormElement>("form")) once(form)
  for (const input of root.querySelectorAll<HTMLInputElement>('.field input[type="file"]')) droppable(input)
}

/** once sends the form a single time; coming back to the page frees it. */
function once(form: HTMLFormElement): void {
  if (form.method !== "post") return
  form.addEventListener("submit", e => {
    if (form.dataset.sent) {
      e.preventDefault()
      return
    }
    if (e.defaultPrevented || !small(form)) {
      e.preventDefault()
      return
    }
    if (form.dataset.tus && upload(form)) {
      e.preventDefault()
      return
    }
    lock(form, e.submitter)
  })
}

export function lock(form: HTMLFormElement, by: HTMLElement | null): void {
  form.dataset.sent = "1"
  by?.setAttribute("aria-busy", "true")
  say(word("sending"))
}

export function unlock(form: HTMLFormElement): void {
  delete form.dataset.sent
  for (const b of form.querySelectorAll("[aria-busy]")) b.removeAttribute("aria-busy")
}

addEventListener("pageshow", e => {
  if (e.persisted) for (const f of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) unlock(f)
})

/** small refuses a file that is too large before it is sent. */
function small(form: HTMLFormElement): boolean {
  const max = Number(form.dataset.max)
  if (!max) return true
  for (const input of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
    if (![...(input.files ?? [])].some(f => f.size > max)) continue
    complain(input, form.dataset.tooBig ?? "")
    return false
  }
  return true
}

/** complain shows a problem at a field. */
export function complain(input: HTMLElement, text: string): void {
  const id = input.id + "-bad"
  const old = document.getElementById(id)
  const p = old ?? make("p", "bad", "", { id, role: "alert" })
  p.textContent = text
  if (!old) input.before(p)
  input.setAttribute("aria-invalid", "true")
  input.closest(".field")?.classList.add("has-bad")
  input.focus()
}

/** upload sends files in pieces; the script for it is loaded when it is needed. */
function upload(form: HTMLFormElement): boolean {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]')
  const src = word("upload")
  if (!input?.files?.length || !src) return false
  lock(form, null)
  import(src).then(m => m.send(form, input)).catch(() => {
    unlock(form)
    delete form.dataset.tus
    form.requestSubmit() // without pieces
  })
  return true
}

function droppable(input: HTMLInputElement): void {
  if (input.closest(".dropzone")) return
  const zone = make("div", "dropzone")
  input.replaceWith(zone)
  zone.append(input, make("p", "", word("drop")))
  const over = (on: boolean) => (e: DragEvent) => {
    e.preventDefault()
    zone.classList.toggle("over", on)
  }
  zone.addEventListener("dragover", over(true))
  zone.addEventListener("dragleave", over(false))
  zone.addEventListener("drop", e => {
    over(false)(e)
    if (!e.dataTransfer?.files.length) return
    const kept = new DataTransfer()
    for (const f of input.multiple ? e.dataTransfer.files : [e.dataTransfer.files[0]]) kept.items.add(f)
    input.files = kept.files
    input.dispatchEvent(new Event("change", { bubbles: true }))
  })
}
