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

export interface Template {
  key: string
  template_id: string
  name: string
}

export async function messageTemplates(): Promise<Template[]> {
  return (await request<Page<Template>>('GET', '/inbox/templates')).items
}

export function noteSubscriptions(templates: string[]): Promise<void> {
  return request<void>('POST', '/inbox/subscriptions', { body: { templates } })
}
