import { request } from '@/core/http'
import type { Named, Page, Ticket } from '@/core/types'

export interface Building extends Named {
  units: Named[]
}

export async function buildingsOf(compoundId: string): Promise<Building[]> {
  return (await request<Page<Building>>('GET', `/compounds/${compoundId}/buildings`)).items
}

export function getTicket(id: string): Promise<Ticket> {
  return request<Ticket>('GET', `/tickets/${id}`)
}

/** An open matter that may be the same. Nothing of who reported it is in it. */
export interface Similar {
  id: string
  no: string
  category_name: string | null
  place_text: string
  state_name: string
  created_at: string
  text: string
  photo_url: string | null
  reporters: number
  joined: boolean
  reasons: string[]
}

export interface Alike {
  compound_id: string
  category?: string
  description?: string
  building_id?: string
  asset_id?: string
  on_behalf_of?: string
}

export async function similarTickets(about: Alike): Promise<Similar[]> {
  return (await request<Page<Similar>>('POST', '/tickets/similar', { body: about })).items
}

/** Say that it is one's own matter too, or that of `whom`. Returns the matter that is followed now. */
export function joinTicket(id: string, whom?: string): Promise<Ticket> {
  return request<Ticket>('POST', `/tickets/${id}/join`, { body: whom ? { on_behalf_of: whom } : {} })
}
