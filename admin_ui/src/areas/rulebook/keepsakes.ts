import { keepsakes } from '@/core/keepsakes'
import type { DraftRule } from './rules'

/** Unsaved edits of a page that went away without a question. */
export interface Keepsake {
  /** The number of the stored version on which the edits rest. */
  version: number
  /** What was stored then: title, note and rules. */
  base: Content
  mine: Content
}

export interface Content {
  title: string
  note: string
  rules: DraftRule[]
}

export const { keep, drop, find } = keepsakes<Keepsake>()
