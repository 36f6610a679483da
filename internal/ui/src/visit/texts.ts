// The words of the phone come with the page, in the reader's language; without one they stay Chinese.
const words: Record<string, string> = JSON.parse(document.getElementById("visit-app")?.dataset.texts || "{}")

/** t says a Chinese text in the reader's language; each % is replaced by the next argument. */
export function t(zh: string, ...args: (string | number)[]): string {
  let n = 0
  return (words[zh] ?? zh).replace(/%[sd]/g, () => String(args[n++] ?? ""))
}
