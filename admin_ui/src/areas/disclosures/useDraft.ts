import { ref, type Ref } from 'vue'
import type { DisclosureVersion, LedgerTable, LedgerValue } from '@/api/contract'
import { blankRow, contentOf, filled, lineOf, type Content, type Line, type Row } from './body'

/** A posting place on the screen; it is kept once it has both its name and its photo. */
export interface PlaceLine {
  key: number
  place: string
  media_id: string
}

/** What a body may have, with room for the rest of the request below the server's limit of a megabyte. */
export const MOST_BYTES = 900_000
const bytesOf = (text: string) => new TextEncoder().encode(text).length

let lastKey = 0
const placeLine = (place = '', media_id = ''): PlaceLine => ({ key: ++lastKey, place, media_id })
const isWhole = (one: PlaceLine) => one.place.trim() !== '' && one.media_id !== ''

/** The lines of the tables: they come, go, and come back. */
function useLines(tables: Ref<Record<string, Line[]>>, touched: () => void, drawn: () => void) {
  const linesOf = (table: string): Line[] => (tables.value[table] ??= [])

  function setCell(line: Line, column: string, value: LedgerValue): void {
    line.row[column] = value
    touched()
  }

  /** A new line at the end, or after another one. An empty one is no change yet. */
  function addLine(table: LedgerTable, after?: Line): Line {
    const lines = linesOf(table.key)
    const at = after ? lines.findIndex((line) => line.key === after.key) + 1 : lines.length
    const made = lineOf(blankRow(table))
    lines.splice(at, 0, made)
    drawn()
    return lines[at] ?? made
  }

  /** Take a line away; gives the way back. */
  function dropLine(table: string, line: Line): () => void {
    const lines = linesOf(table)
    const at = lines.findIndex((one) => one.key === line.key)
    if (at < 0) return () => {}
    const [gone] = lines.splice(at, 1)
    touched()
    return () => {
      if (gone) linesOf(table).splice(Math.min(at, linesOf(table).length), 0, gone)
      touched()
    }
  }

  return { linesOf, setCell, addLine, dropLine }
}

/** Posting places and photos of papers. */
function usePhotos(places: Ref<PlaceLine[]>, attachments: Ref<string[]>, touched: () => void) {
  const addPlace = () => places.value.push(placeLine())

  function setPlace(key: number, more: Partial<PlaceLine>): void {
    places.value = places.value.map((one) => (one.key === key ? { ...one, ...more } : one))
    touched()
  }

  function dropPlace(key: number): void {
    places.value = places.value.filter((one) => one.key !== key)
    touched()
  }

  function attach(id: string): void {
    attachments.value = [...attachments.value, id]
    touched()
  }

  function detach(id: string): void {
    attachments.value = attachments.value.filter((one) => one !== id)
    touched()
  }

  return { addPlace, setPlace, dropPlace, attach, detach }
}

/** What stands on the screen, in and out. */
function useContent() {
  const head = ref<Row>({})
  const tables = ref<Record<string, Line[]>>({})
  const places = ref<PlaceLine[]>([])
  const attachments = ref<string[]>([])
  const days = ref({ valid_from: '', valid_to: '' })

  function content(): Content {
    const rows = Object.entries(tables.value).map(([key, lines]) => [
      key,
      filled(lines).map((line) => line.row),
    ])
    return {
      body: { head: head.value, tables: Object.fromEntries(rows) },
      places: places.value.filter(isWhole).map(({ place, media_id }) => ({ place: place.trim(), media_id })),
      attachments: attachments.value,
      valid_from: days.value.valid_from || null,
      valid_to: days.value.valid_to || null,
    }
  }

  function put(what: Content): void {
    head.value = { ...what.body.head }
    tables.value = Object.fromEntries(
      Object.entries(what.body.tables).map(([key, rows]) => [key, rows.map(lineOf)]),
    )
    places.value = what.places.map((one) => placeLine(one.place, one.media_id))
    attachments.value = [...what.attachments]
    days.value = { valid_from: what.valid_from ?? '', valid_to: what.valid_to ?? '' }
  }

  return { head, tables, places, attachments, days, content, put }
}

/**
 * What stands on the screen of an editor. Every change goes through here and counts up `revision`.
 *
 * A table can have thousands of rows, so nothing watches them one by one: `dirty` is true at once and made exact by
 * `settle`, a moment after the last key.
 */
export function useDraft() {
  const inside = useContent()
  const { head, places, days, content, put } = inside
  const revision = ref(0)
  const dirty = ref(false)
  /** Whether what is stored is more than one request may bring: then only a table file changes it. */
  const large = ref(false)
  let stored = { body: '', rest: '' }

  const drawn = () => void revision.value++
  function written(): typeof stored {
    const { body, ...rest } = content()
    return { body: JSON.stringify(body), rest: JSON.stringify(rest) }
  }
  /** What goes to the server: without the body where it is as it is kept. */
  function sent(): Partial<Content> {
    const { body, ...rest } = content()
    return JSON.stringify(body) === stored.body ? rest : { body, ...rest }
  }
  const tooMuch = () => bytesOf(JSON.stringify(sent())) > MOST_BYTES
  function settle(): void {
    const now = written()
    dirty.value = now.body !== stored.body || now.rest !== stored.rest
  }
  function touched(): void {
    drawn()
    dirty.value = true
  }

  /** Begin from what is stored. A posting place that still lacks its photo stays on the screen. */
  function take(version: DisclosureVersion): void {
    const open = places.value.filter((one) => !isWhole(one))
    put(contentOf(version))
    places.value.push(...open)
    stored = written()
    large.value = bytesOf(stored.body) > MOST_BYTES
    dirty.value = false
  }

  /** What is on the screen goes on top of what somebody else stored meanwhile. */
  function over(version: DisclosureVersion): void {
    const mine = content()
    take(version)
    rest(mine)
  }

  /** Put edits back on top of what is stored. */
  function rest(mine: Content): void {
    put(mine)
    touched()
  }

  function setHead(column: string, value: LedgerValue): void {
    head.value[column] = value
    touched()
  }

  function setDay(which: 'valid_from' | 'valid_to', day: string): void {
    days.value[which] = day
    touched()
  }

  return {
    ...{ ...inside, revision, dirty, large, sent, tooMuch, take, over, rest, settle, setHead, setDay },
    ...useLines(inside.tables, touched, drawn),
    ...usePhotos(places, inside.attachments, touched),
  }
}

export type Draft = ReturnType<typeof useDraft>
