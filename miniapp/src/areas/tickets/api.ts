import { request } from '@/core/http'
import type { Outcome, Page, Ticket, TicketItem } from '@/core/types'

export function listTickets(state: 'open' | 'all', cursor: string | null): Promise<Page<TicketItem>> {
  return request<Page<TicketItem>>('GET', '/tickets', { query: { state, limit: 20, cursor } })
}

export function getTicket(id: string): Promise<Ticket> {
  return request<Ticket>('GET', `/tickets/${id}`)
}

export interface ActionBody {
  note?: string
  outcome?: Outcome
  rating?: number
  comment?: string
  media_ids?: string[]
}

/** Do one of `ticket.actions`. `version` is the one on the person's screen. */
export function actOnTicket(
  id: string,
  action: string,
  version: number,
  body: ActionBody = {},
): Promise<Ticket> {
  return request<Ticket>('POST', `/tickets/${id}/actions/${action}`, { body: { ...body, version } })
}
