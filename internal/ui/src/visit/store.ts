// What the phone keeps: the day as it was fetched, visits property by property, photos. Everything is written at once,
// so that a killed browser loses no more than the last letter.
import { openDB, type DBSchema, type IDBPDatabase } from "../vendor/idb"

export interface Value { value: string; version: number; by?: string }
export interface Prop { value: string; base: number; dirty?: boolean }
export interface Conflict { name: string; mine: string; theirs: Value }
export interface Local {
  id: string; account: string; unit: string; unitName: string; made: string
  props: Record<string, Prop>
  ends: boolean // the inspector said that the visit is over
  state: "draft" | "sent" | "gone"
  receipt: string; refused: string; conflicts: Conflict[]
}
export interface Photo { id: string; visit: string; blob: Blob; sha256: string; at: string; title: string; sent: boolean; refused: string }
export interface Emergency { id: string; account: string; unit: string; unitName: string; said: string; sent: boolean; refused: string }

interface Schema extends DBSchema {
  kv: { key: string; value: unknown }
  visits: { key: string; value: Local }
  photos: { key: string; value: Photo; indexes: { visit: string } }
  urgent: { key: string; value: Emergency }
}

let opening: Promise<IDBPDatabase<Schema>> | undefined

function db(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("dudao-visits", 1, {
    upgrade(d: IDBPDatabase<Schema>) {
      d.createObjectStore("kv")
      d.createObjectStore("visits", { keyPath: "id" })
      d.createObjectStore("photos", { keyPath: "id" }).createIndex("visit", "visit")
      d.createObjectStore("urgent", { keyPath: "id" })
    },
    terminated() { opening = undefined },
  })
  return opening!
}

export async function remember(key: string, value: unknown): Promise<void> { await (await db()).put("kv", value, key) }
export async function recall<T>(key: string): Promise<T | undefined> { return (await (await db()).get("kv", key)) as T | undefined }

export async function visits(account: string): Promise<Local[]> {
  return (await (await db()).getAll("visits")).filter(v => v.account === account).sort((a, b) => a.made < b.made ? 1 : -1)
}
export async function visit(id: string): Promise<Local | undefined> { return (await db()).get("visits", id) }

/** change rewrites one visit in one transaction: what the page types and what a sync brings never overwrite each other. */
export async function change(id: string, f: (v: Local) => void): Promise<Local | undefined> {
  const tx = (await db()).transaction("visits", "readwrite")
  const v = await tx.store.get(id)
  if (v) { f(v); await tx.store.put(v) }
  await tx.done
  return v
}
export async function begin(v: Local): Promise<void> {
  await (await db()).put("visits", v)
  mark()
}

export async function photosOf(id: string): Promise<Photo[]> { return (await db()).getAllFromIndex("photos", "visit", id) }
export async function keepPhoto(p: Photo): Promise<void> { await (await db()).put("photos", p) }
export async function dropPhoto(id: string): Promise<void> { await (await db()).delete("photos", id) }
export async function urgent(account: string): Promise<Emergency[]> { return (await (await db()).getAll("urgent")).filter(e => e.account === account) }
export async function keepUrgent(e: Emergency): Promise<void> { await (await db()).put("urgent", e) }

// mark says outside the database that there was something in it: an evicted database is empty, the mark is gone with it
// or tells of it.
function mark(): void { try { localStorage.setItem("dudao-visits", new Date().toISOString()) } catch { /* private mode */ } }

/** evicted reports whether the browser threw away what was kept here. */
export async function evicted(account: string): Promise<boolean> {
  let had = false
  try { had = localStorage.getItem("dudao-visits") !== null } catch { /* private mode */ }
  return had && (await visits(account)).length === 0
}
