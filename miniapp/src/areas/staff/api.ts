import { ApiError, request } from '@/core/http'
import type { Named, Page, Ticket, TicketItem } from '@/core/types'

export type JobTab = 'mine' | 'take' | 'late'

const FILTERS: Record<JobTab, Record<string, string | boolean>> = {
  mine: { mine: true, state: 'open' },
  take: { state: 'dispatched' },
  late: { overdue: true },
}

/** `pool`: the orders that a repair worker may take himself, instead of all that nobody has accepted. */
export function listJobs(tab: JobTab, cursor: string | null, pool = false): Promise<Page<TicketItem>> {
  if (tab === 'take' && pool) {
    return request<Page<TicketItem>>('GET', '/staff/duty/pool', { query: { limit: 20, cursor } })
  }
  return request<Page<TicketItem>>('GET', '/staff/tickets', { query: { ...FILTERS[tab], limit: 20, cursor } })
}

export type Taken = 'mine' | 'changed' | 'gone'

/** Take an order that colleagues may take as well: it is mine, it has changed meanwhile, or another one has it. */
export async function takeOrder(ticket: TicketItem): Promise<Taken> {
  try {
    const body = { version: ticket.version }
    await request<Ticket>('POST', `/staff/tickets/${ticket.id}/actions/accept`, { body })
    return 'mine'
  } catch (error) {
    if (!(error instanceof ApiError) || ![403, 404, 409].includes(error.status)) throw error
    return error.code === 'app.conflict' ? 'changed' : 'gone'
  }
}

/** A span during which one is on duty; without a compound wherever the company serves. */
export interface MyShift {
  id: string
  compound: Named | null
  starts_at: string
  ends_at: string
  now: boolean
}

export async function myShifts(): Promise<MyShift[]> {
  return (await request<Page<MyShift>>('GET', '/staff/duty/mine')).items
}

export function getJob(id: string): Promise<Ticket> {
  return request<Ticket>('GET', `/staff/tickets/${id}`)
}

/** Whom an order can be given to. `*_for` are the actions that may name one of the list. */
export interface Targets {
  organisations: { id: string; name: string; kind_name: string }[]
  organisations_for: string[]
  people: { id: string; name: string; title: string; open: number }[]
  people_for: string[]
}

export type NewOwners = Pick<Targets, 'organisations' | 'people'>

/** To whom the order can be given for good. Whom one may only ask to take it over is not among them. */
export async function newOwners(id: string): Promise<NewOwners> {
  const found = await request<Targets>('GET', `/staff/tickets/${id}/targets`)
  return {
    organisations: found.organisations_for.includes('reassign') ? found.organisations : [],
    people: found.people_for.includes('reassign') ? found.people : [],
  }
}

export interface NewOwner {
  assignee_id?: string
  organisation_id?: string
  note: string
}

export function reassign(id: string, version: number, to: NewOwner): Promise<Ticket> {
  return request<Ticket>('POST', `/staff/tickets/${id}/actions/reassign`, { body: { ...to, version } })
}

/** The whole number of who reported, to ring him about this order. */
export async function revealPhone(id: string): Promise<string> {
  const body = { reason: 'contact' }
  return (await request<{ phone: string }>('POST', `/staff/tickets/${id}/reveal`, { body })).phone
}
