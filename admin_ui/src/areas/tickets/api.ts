import type { Page, StaffTicket, StateCount, Targets, TicketActIn, TicketItem } from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listTickets = (query: Query, signal: AbortSignal) =>
  http.get<Page<TicketItem>>('/staff/tickets', { query, signal })

export const countTickets = async () =>
  (await http.get<{ items: StateCount[] }>('/staff/tickets/counts')).items

export const getTicket = (id: string) => http.get<StaffTicket>(`/staff/tickets/${id}`)

export const actOnTicket = (id: string, action: string, body: TicketActIn) =>
  http.post<StaffTicket>(`/staff/tickets/${id}/actions/${action}`, body)

export const getTargets = (id: string) => http.get<Targets>(`/staff/tickets/${id}/targets`)
