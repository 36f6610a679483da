// A signature is a path of strokes, drawn with a finger, a pen or a mouse.
import { html, svg, nothing, type TemplateResult } from "../vendor/lit-html"
import { t } from "./texts"

const wide = 320, high = 120
const most = 39000 // characters of a path

/** pad draws a place to sign; done hears the path when a stroke ends. Without a pointer the typed name stands for it. */
export function pad(label: string, path: string, done: (path: string) => void): TemplateResult {
  let stroke = "", at: SVGSVGElement | null = null
  const point = (e: PointerEvent) => {
    const r = at!.getBoundingClientRect()
    return `${Math.round((e.clientX - r.left) / r.width * wide)} ${Math.round((e.clientY - r.top) / r.height * high)}`
  }
  const down = (e: PointerEvent) => { e.preventDefault(); at = e.currentTarget as SVGSVGElement; at.setPointerCapture(e.pointerId); stroke = "M" + point(e) }
  const move = (e: PointerEvent) => {
    if (!stroke || !at || path.length + stroke.length > most) return
    stroke += "L" + point(e)
    at.querySelector("path")!.setAttribute("d", path + stroke)
  }
  const up = () => { if (stroke) { const all = path + stroke; stroke = ""; done(all) } }
  return html`<div class="field"><span>${label}</span><svg class="pad" role="img" aria-label=${label} viewBox="0 0 ${wide} ${high}" @pointerdown=${down} @pointermove=${move} @pointerup=${up} @pointercancel=${up}>${svg`<path d=${path || "M0 0"} fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>`}</svg>
    ${path ? html`<button class="btn plain" @click=${() => done("")}>${t("重签")}</button>` : nothing}</div>`
}
