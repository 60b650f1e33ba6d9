import { request } from '@/core/http'
import type { Home, Named, Page } from '@/core/types'

export interface FoundCompound extends Named {
  address: string
  community: string | null
}

export interface Building extends Named {
  units: Named[]
}

export interface Binding {
  id: string
  state: Home['state']
  home_label: string
  compound_name: string
  relation: Home['relation']
  version: number
  actions: string[]
  decision_note?: string | null
}

export async function findCompounds(q: string): Promise<FoundCompound[]> {
  return (await request<Page<FoundCompound>>('GET', '/compounds', { query: { q } })).items
}

export async function buildingsOf(compoundId: string): Promise<Building[]> {
  return (await request<Page<Building>>('GET', `/compounds/${compoundId}/buildings`)).items
}

export async function homesOf(unitId: string): Promise<{ id: string; label: string }[]> {
  return (await request<Page<{ id: string; label: string }>>('GET', `/units/${unitId}/homes`)).items
}

export async function listBindings(): Promise<Binding[]> {
  return (await request<Page<Binding>>('GET', '/bindings')).items
}

export function bindHome(
  homeId: string,
  relation: Home['relation'],
  note: string,
  key: string,
): Promise<Binding> {
  const body = { home_id: homeId, relation, ...(note ? { note } : {}) }
  return request<Binding>('POST', '/bindings', { body, key })
}

export function endBinding(binding: Binding): Promise<Binding> {
  return request<Binding>('POST', `/bindings/${binding.id}/actions/end`, {
    body: { version: binding.version },
  })
}
