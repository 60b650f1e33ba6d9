import { shallowReactive } from 'vue'
import type { TicketItem } from '@/api/contract'

/** Tickets that changed on a detail page, so that the list behind it shows the new state without a reload. */
export const changedTickets = shallowReactive(new Map<string, TicketItem>())
