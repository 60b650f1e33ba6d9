import { request } from '@/core/http'
import type { Outcome, Page } from '@/core/types'

export type Satisfaction = 'satisfied' | 'fair' | 'dissatisfied'

/** Something that was handled, about which this person is asked. */
export interface Callback {
  id: string
  ticket_id: string
  no: string
  category_name: string | null
  place_text: string
  description: string
  organisation_name: string | null
  person_name: string | null
  /** Whether this person answers for a relative, `person_name`. */
  on_behalf: boolean
}

export async function myCallbacks(): Promise<Callback[]> {
  return (await request<Page<Callback>>('GET', '/callbacks')).items
}

export interface Answer {
  outcome: Outcome
  satisfaction: Satisfaction
  reason?: string
}

export function answerCallback(id: string, answer: Answer): Promise<void> {
  return request<void>('POST', `/callbacks/${id}/answer`, { body: answer })
}
