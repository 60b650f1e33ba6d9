import type { Organisation, Page, Person, PersonIn, PostIn, Region } from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'

export const listPeople = (query: Query, signal: AbortSignal) =>
  http.get<Page<Person>>('/staff/people', { query, signal })

export const getPerson = (id: string) => http.get<Person>(`/staff/people/${id}`)

export const createPerson = (body: PersonIn, key: string) => http.post<Person>('/staff/people', body, { key })

export const grantPost = (personId: string, body: PostIn, key: string) =>
  http.post<unknown>(`/staff/people/${personId}/posts`, body, { key })

export const endPost = (postId: string) => http.post<unknown>(`/staff/posts/${postId}/actions/end`, {})

export const actOnPerson = (id: string, action: string, body: { password?: string } = {}) =>
  http.post<unknown>(`/staff/people/${id}/actions/${action}`, body)

export const listRegions = async () => (await http.get<Page<Region>>('/staff/regions')).items

export const listOrganisations = () => readAll<Organisation>('/staff/organisations')
