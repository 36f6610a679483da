/** uuid7 makes an id that rises with time, as the server's do (RFC 9562, 5.7). */
export function uuid7(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  let ms = Date.now()
  for (let i = 5; i >= 0; i--) { b[i] = ms % 256; ms = Math.floor(ms / 256) }
  b[6] = b[6] & 0x0f | 0x70
  b[8] = b[8] & 0x3f | 0x80
  const hex = [...b].map(x => x.toString(16).padStart(2, "0")).join("")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** today is the day in Beijing, as the phone's clock has it. */
export function today(): string {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
}
