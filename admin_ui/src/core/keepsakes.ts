/** What one area keeps: of its pages, by person and post (`place`) and by the id of what was edited. */
export interface Keepsakes<T> {
  keep: (place: string, id: string, what: T) => void
  drop: (place: string, id: string) => void
  find: (place: string, id: string) => T | undefined
}

/**
 * Edits that were not saved when their page went away without a question (signed out, another post): after signing
 * in again they are still there. Only in the memory of this window, and only for the person and post that made them.
 */
export function keepsakes<T>(): Keepsakes<T> {
  const kept = new Map<string, T>()
  const keyOf = (place: string, id: string) => `${place}/${id}`
  return {
    keep: (place, id, what) => void kept.set(keyOf(place, id), what),
    drop: (place, id) => void kept.delete(keyOf(place, id)),
    find: (place, id) => kept.get(keyOf(place, id)),
  }
}
