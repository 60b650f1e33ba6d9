import { keepsakes } from '@/core/keepsakes'
import type { Content } from './body'

/** Unsaved edits of a page that went away without a question. */
export interface Keepsake {
  /** The number of the stored version on which the edits rest. */
  version: number
  mine: Content
}

export const { keep, drop, find } = keepsakes<Keepsake>()
