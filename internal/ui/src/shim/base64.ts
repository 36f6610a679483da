// What tus-js-client needs of js-base64: the browser has it.
export const Base64 = {
  encode(s: string): string {
    let bin = ""
    for (const b of new TextEncoder().encode(s)) bin += String.fromCharCode(b)
    return btoa(bin)
  },
}
