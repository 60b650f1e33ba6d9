import type { Content } from './body'

/**
 * Edits that were not saved when their page went away without a question (signed out, another post): after signing
 * in again they are still there. Only in the memory of this window, and only for the person and post that made them.
 */
export interface Keepsake {
  /** The number of the stored version on which the edits rest. */
  version: number
  mine: Content
}

const kept = new Map<string, Keepsake>()
const keyOf = (place: string, id: string) => `${place}/${id}`

export const keep = (place: string, id: string, what: Keepsake): void => void kept.set(keyOf(place, id), what)

export const drop = (place: string, id: string): void => void kept.delete(keyOf(place, id))

export const find = (place: string, id: string): Keepsake | undefined => kept.get(keyOf(place, id))
