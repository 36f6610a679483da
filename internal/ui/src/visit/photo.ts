// A photo is drawn again at a size that shows what has to be seen: that leaves out where it was taken, and every other
// note of the camera.
const edge = 1600

/** smaller returns a photo as JPEG without metadata, and its SHA-256. */
export async function smaller(file: Blob): Promise<{ blob: Blob; sha256: string }> {
  const picture = await load(file)
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height))
  const c = document.createElement("canvas")
  c.width = Math.max(1, Math.round(picture.width * scale))
  c.height = Math.max(1, Math.round(picture.height * scale))
  const g = c.getContext("2d")
  if (!g) throw new Error("canvas")
  g.drawImage(picture, 0, 0, c.width, c.height)
  const blob = await new Promise<Blob>((ok, no) => c.toBlob(b => b ? ok(b) : no(new Error("jpeg")), "image/jpeg", 0.8))
  c.width = c.height = 0 // frees the memory at once: 300 photos on an old phone
  return { blob, sha256: await hash(blob) }
}

async function load(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file)
  try {
    const img = new Image()
    img.src = url
    await img.decode()
    return img
  } finally { URL.revokeObjectURL(url) }
}

/** hash is the SHA-256 of a blob in hexadecimal, "" where the browser has none: the server hashes in any case. */
async function hash(b: Blob): Promise<string> {
  if (!crypto.subtle) return ""
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await b.arrayBuffer()))
  return [...sum].map(x => x.toString(16).padStart(2, "0")).join("")
}
