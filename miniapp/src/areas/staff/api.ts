import { request } from '@/core/http'
import type { Page, Ticket, TicketItem } from '@/core/types'

export type JobTab = 'mine' | 'take' | 'late'

const FILTERS: Record<JobTab, Record<string, string | boolean>> = {
  mine: { mine: true, state: 'open' },
  take: { state: 'dispatched' },
  late: { overdue: true },
}

export function listJobs(tab: JobTab, cursor: string | null): Promise<Page<TicketItem>> {
  return request<Page<TicketItem>>('GET', '/staff/tickets', { query: { ...FILTERS[tab], limit: 20, cursor } })
}

export function getJob(id: string): Promise<Ticket> {
  return request<Ticket>('GET', `/staff/tickets/${id}`)
}

export interface Targets {
  organisations: { id: string; name: string; kind_name: string }[]
  people: { id: string; name: string; title: string; open: number }[]
}

export function targetsOf(id: string): Promise<Targets> {
  return request<Targets>('GET', `/staff/tickets/${id}/targets`)
}

export interface NewOwner {
  assignee_id?: string
  organisation_id?: string
  note: string
}

export function reassign(id: string, version: number, to: NewOwner): Promise<Ticket> {
  return request<Ticket>('POST', `/staff/tickets/${id}/actions/reassign`, { body: { ...to, version } })
}
