/** What a worker has looked at lately, for places without network. Forgotten at sign-out. */
import { keep, recall } from '@/core/storage'
import type { Ticket, TicketItem } from '@/core/types'

const MOST_TICKETS = 30

interface Seen {
  lists: Record<string, TicketItem[]>
  tickets: Ticket[]
}

function all(): Seen {
  return recall<Seen>('seen', { lists: {}, tickets: [] })
}

export function rememberList(name: string, items: TicketItem[]): void {
  const seen = all()
  seen.lists[name] = items
  keep('seen', seen)
}

export function rememberedList(name: string): TicketItem[] {
  return all().lists[name] ?? []
}

export function rememberTicket(ticket: Ticket): void {
  const seen = all()
  seen.tickets = [ticket, ...seen.tickets.filter((other) => other.id !== ticket.id)].slice(0, MOST_TICKETS)
  keep('seen', seen)
}

export function rememberedTicket(id: string): Ticket | null {
  return all().tickets.find((ticket) => ticket.id === id) ?? null
}
