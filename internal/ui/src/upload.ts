// Files in pieces by tus 1.0: a broken connection costs only the last piece. Loaded when a form with
// data-tus is sent.
import { Upload } from "./vendor/tus/browser/index.js"
import { complain, unlock } from "./forms"
import { make, say, word } from "./say"

export async function send(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const data = new FormData(form)
  const bar = make("progress", "", "", { max: "100", value: "0", "aria-label": word("sending") })
  input.after(bar)
  try {
    const files = [...(input.files ?? [])]
    for (const [i, file] of files.entries()) {
      await one(form.dataset.tus ?? "", file, about(data, file, i), p => (bar.value = ((i + p) / files.length) * 100))
    }
  } catch (e) {
    bar.remove()
    unlock(form)
    complain(input, reason(e) || word("failed"))
    return
  }
  say(word("sent"))
  const back = data.get("back")
  location.assign(typeof back === "string" && back.startsWith("/") ? back : location.href)
}

/** about is what the server must know of the file: the other fields of the form. */
function about(data: FormData, file: File, i: number): Record<string, string> {
  const meta: Record<string, string> = { filename: file.name, filetype: file.type }
  for (const [k, v] of data) if (typeof v === "string" && v !== "" && !(i > 0 && (k === "id" || k === "title"))) meta[k] = v
  return meta
}

function one(endpoint: string, file: File, metadata: Record<string, string>, progress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const up = new Upload(file, {
      endpoint: new URL(endpoint, location.href).href, metadata, chunkSize: 4 << 20, retryDelays: [0, 1000, 3000, 5000, 10000, 20000],
      removeFingerprintOnSuccess: true, onProgress: (sent: number, all: number) => progress(sent / all), onSuccess: () => resolve(), onError: reject,
    })
    up.findPreviousUploads().then((old: { metadata: Record<string, string> }[]) => {
      const same = old.find(o => Object.keys({ ...o.metadata, ...metadata }).every(k => k === "id" || o.metadata[k] === metadata[k])) // the same file may belong to another record
      if (same) up.resumeFromPreviousUpload(same)
      up.start()
    }, () => up.start())
  })
}

/** reason is what the server said, if it was a text for people. */
function reason(e: any): string {
  const text: string = e?.originalResponse?.getBody?.() ?? ""
  const status: number = e?.originalResponse?.getStatus?.() ?? 0
  if (status < 400 || status >= 500 || text.trimStart().startsWith("<")) return ""
  try {
    return JSON.parse(text).detail ?? ""
  } catch {
    return text.slice(0, 200)
  }
}
