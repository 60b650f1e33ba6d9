/** What the company and others promised to one's compound: shapes and calls. */
import { request } from '@/core/http'
import type { Media, Page } from '@/core/types'

export interface Promised {
  id: string
  organisation: string
  compound: string | null
  measure: string
  rhythm_name: string
  due_on: string
  state: string
  state_name: string
  overdue: boolean
  proof: string
  photos: Media[]
  said_done: number
  said_not_done: number
  /** What this person said of it. */
  mine: boolean | null
  may_say: boolean
}

export async function promised(): Promise<Promised[]> {
  return (await request<Page<Promised>>('GET', '/party/commitments')).items
}

/** Say whether it was done; another word replaces it. Answers with all of them as they are now. */
export async function sayOf(id: string, done: boolean): Promise<Promised[]> {
  return (await request<Page<Promised>>('POST', `/party/commitments/${id}/opinion`, { body: { done } })).items
}
