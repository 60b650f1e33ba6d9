import type {
  AlikeIn,
  Asset,
  Building,
  JoinCallerIn,
  LodgeIn,
  Page,
  SimilarTicket,
  StaffTicket,
  StateCount,
  Targets,
  TicketActIn,
  TicketItem,
  TicketOverview,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listTickets = (query: Query, signal: AbortSignal) =>
  http.get<Page<TicketItem>>('/staff/tickets', { query, signal })

export const countTickets = async () =>
  (await http.get<{ items: StateCount[] }>('/staff/tickets/counts')).items

export const getTicket = (id: string) => http.get<StaffTicket>(`/staff/tickets/${id}`)

export const actOnTicket = (id: string, action: string, body: TicketActIn) =>
  http.post<StaffTicket>(`/staff/tickets/${id}/actions/${action}`, body)

export const getTargets = (id: string) => http.get<Targets>(`/staff/tickets/${id}/targets`)

export const revealPhone = (id: string, reason: string) =>
  http.post<{ phone: string }>(`/staff/tickets/${id}/reveal`, { reason })

export const lodgeTicket = (body: LodgeIn, key: string) =>
  http.post<StaffTicket>('/staff/tickets', body, { key })

export const similarTickets = async (body: AlikeIn, signal: AbortSignal) =>
  (await http.post<Page<SimilarTicket>>('/staff/tickets/similar', body, { signal })).items

export const joinCaller = (id: string, body: JoinCallerIn, key: string) =>
  http.post<StaffTicket>(`/staff/tickets/${id}/join`, body, { key })

export const listAssets = async (compoundId: string) =>
  (await http.get<Page<Asset>>(`/compounds/${compoundId}/assets`)).items

export const listBuildings = async (compoundId: string) =>
  (await http.get<Page<Building>>(`/compounds/${compoundId}/buildings`)).items

export const overviewTickets = async (groupBy: string) =>
  (await http.get<Page<TicketOverview>>('/staff/tickets/overview', { query: { group_by: groupBy } })).items
