import { request } from '@/core/http'
import type { Page, TicketItem } from '@/core/types'

/** The newest open matters of this person. */
export function openTickets(limit = 5): Promise<Page<TicketItem>> {
  return request<Page<TicketItem>>('GET', '/tickets', { query: { state: 'open', limit } })
}

export async function unreadCount(): Promise<number> {
  return (await request<{ count: number }>('GET', '/inbox/unread')).count
}
