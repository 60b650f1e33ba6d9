import { reactive } from 'vue'

/** A short message about something that just happened. Shown and read aloud (aria-live) by ui/AppNotes. */
export interface Note {
  id: number
  text: string
  tone: 'good' | 'bad'
  undo?: () => Promise<void>
}

const GOOD_MS = 5_000
const BAD_MS = 10_000
const UNDO_MS = 12_000

export const notes = reactive<Note[]>([])
let last = 0

/** Take a message away before its time. */
export function dismiss(id: number): void {
  const at = notes.findIndex((note) => note.id === id)
  if (at >= 0) notes.splice(at, 1)
}

function show(note: Omit<Note, 'id'>, forMs: number): void {
  const id = ++last
  notes.push({ ...note, id })
  window.setTimeout(() => dismiss(id), forMs)
}

/** Say that something went well, with a way back where there is one. */
export function say(text: string, undo?: () => Promise<void>): void {
  show(undo ? { text, tone: 'good', undo } : { text, tone: 'good' }, undo ? UNDO_MS : GOOD_MS)
}

/** Say that something did not work. */
export function sayBad(text: string): void {
  show({ text, tone: 'bad' }, BAD_MS)
}
