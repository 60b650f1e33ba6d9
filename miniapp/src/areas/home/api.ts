import { request } from '@/core/http'
import type { Page, TicketItem } from '@/core/types'

/** The newest open matters of this person. */
export function openTickets(limit = 5): Promise<Page<TicketItem>> {
  return request<Page<TicketItem>>('GET', '/tickets', { query: { state: 'open', limit } })
}

/** How many handled matters of neighbours wait for this person's word. About his own, the matter itself asks him. */
export async function askedCount(): Promise<number> {
  const page = await request<Page<{ is_reporter: boolean }>>('GET', '/callbacks')
  return page.items.filter((one) => !one.is_reporter).length
}

/** How many polls wait for the vote of a home of this person. */
export async function pollsToVote(): Promise<number> {
  const page = await request<Page<{ may_vote: boolean }>>('GET', '/polls')
  return page.items.filter((one) => one.may_vote).length
}

export async function unreadCount(): Promise<number> {
  return (await request<{ count: number }>('GET', '/inbox/unread')).count
}
