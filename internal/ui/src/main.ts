// The script of every page. Everything works without it; it makes things comfortable: lists change in
// place, Ctrl-K finds anything, what was typed is kept, nothing is sent twice, large files arrive.
import htmx from "./vendor/htmx.js"
import { drafts } from "./drafts"
import { forms } from "./forms"
import { lists } from "./lists"
import { palette } from "./palette"
import { pickers } from "./pick"
import { progress } from "./progress"

Object.assign(htmx.config, { history: "reload", includeIndicatorCSS: false, extensions: "none" })

function start(root: ParentNode): void {
  forms(root)
  pickers(root)
}

start(document)
drafts()
lists(start)
palette()
progress()
