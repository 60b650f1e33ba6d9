import type {
  DisclosureChanges,
  DisclosureCheck,
  DisclosureDuty,
  DisclosureForm,
  DisclosureOverview,
  DisclosureVersion,
  LedgerImport,
  Objection,
  Page,
  Publication,
} from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'
import type { Content } from './body'

const BASE = '/staff/disclosures'

export const listForms = async () => (await http.get<Page<DisclosureForm>>(`${BASE}/forms`)).items

export const listDuties = (query: Query, signal?: AbortSignal) =>
  http.get<Page<DisclosureDuty>>(`${BASE}/duties`, { query, ...(signal ? { signal } : {}) })

export const actOnDuty = (id: string, action: string, version: number, reason: string) =>
  http.post<DisclosureDuty>(`${BASE}/duties/${id}/actions/${action}`, { version, reason })

export const readOverview = () => readAll<DisclosureOverview>(`${BASE}/overview`)

export const listPublications = (query: Query, signal?: AbortSignal) =>
  http.get<Page<Publication>>(`${BASE}/publications`, { query, ...(signal ? { signal } : {}) })

/** Every publication with a version in this state, or of one form of one compound. */
export const readPublications = (query: Record<string, string>) =>
  readAll<Publication>(`${BASE}/publications`, query)

export interface BeginIn {
  compound_id: string
  form: string
  period_from: string | null
  period_to: string | null
  subject: string
  copy_previous: boolean
}

export const begin = (body: BeginIn, key: string) =>
  http.post<DisclosureVersion>(`${BASE}/publications`, body, { key })

export const getVersion = (id: string) => http.get<DisclosureVersion>(`${BASE}/versions/${id}`)

export const checkVersion = (id: string, content: Partial<Content>, signal: AbortSignal) =>
  http.post<DisclosureCheck>(`${BASE}/versions/${id}/check`, content, { signal })

export type VersionAction =
  'save' | 'submit' | 'discard' | 'withdraw_submission' | 'return' | 'publish' | 'withdraw' | 'correct'

export type ActIn = { version: number; reason?: string } & Partial<Content>

export const actOnVersion = (id: string, action: VersionAction, body: ActIn) =>
  http.post<DisclosureVersion>(`${BASE}/versions/${id}/actions/${action}`, body)

export const getChanges = (id: string) => http.get<DisclosureChanges>(`${BASE}/versions/${id}/changes`)

/** A table to be looked at. With the same key a second try after a lost answer is the same upload. */
export function uploadTable(id: string, table: string, file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>(`${BASE}/versions/${id}/tables/${table}/imports`, form, { key })
}

export const confirmImport = (id: string) => http.post<LedgerImport>(`${BASE}/imports/${id}/actions/confirm`)

export const listObjections = (query: Query, signal?: AbortSignal) =>
  http.get<Page<Objection>>(`${BASE}/objections`, { query, ...(signal ? { signal } : {}) })

/** Files to save. A plain link: the cookie goes along, and reading needs no token. */
export const files = {
  table: (id: string, table: string) => `/api/v1${BASE}/versions/${id}/tables/${table}.xlsx`,
  poster: (id: string, size: string) => `/api/v1${BASE}/versions/${id}/poster.pdf?size=${size}`,
  labels: (compound: string, place: string, size: string) =>
    `/api/v1${BASE}/compounds/${compound}/label.pdf?${new URLSearchParams({ place, size })}`,
}

/** What everybody sees of a compound, and one version there. */
export const publicPage = (code: string) => `/p/${encodeURIComponent(code)}`
export const publicVersion = (code: string, id: string) => `${publicPage(code)}/d/${id}`
