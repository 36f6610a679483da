// Long work: the box is fetched again while it goes on, and the page once it is over. A page left
// open overnight says the old days left: it is loaded anew when somebody looks at it again.
export function progress(): void {
  const day = new Date().toDateString()
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && new Date().toDateString() !== day && document.querySelector(".clock") && !document.querySelector("form.form[method=post] textarea")) location.reload()
  })
  if (document.querySelector(".progress[data-poll]")) setTimeout(poll, 2000)
}

async function poll(): Promise<void> {
  const box = document.querySelector<HTMLElement>(".progress[data-poll]")
  if (!box) return
  const r = document.hidden ? null : await fetch(box.dataset.poll ?? "", { headers: { Accept: "text/html" } }).catch(() => null)
  if (r?.ok) {
    const next = new DOMParser().parseFromString(await r.text(), "text/html").querySelector<HTMLElement>(".progress")
    if (!next?.dataset.poll) return location.reload()
    box.replaceWith(next)
  }
  setTimeout(poll, 2000)
}
