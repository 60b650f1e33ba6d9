import type {
  CompoundPlans,
  LedgerImport,
  Page,
  ServiceRecord,
  StandardItem,
  StandardsBoard,
  StandardsPlan,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

const BASE = '/staff/standards'

/** What is said of one item when a draft is saved: one of level, agreed words, or why it does not apply. */
export interface TermIn {
  item_code: string
  level: number | null
  agreed: string | null
  agreed_times: number | null
  agreed_per: string | null
  not_applicable: string | null
}

export type PlanAction = 'save' | 'fix' | 'supersede' | 'discard' | 'restore'

export const getCatalogue = async () => (await http.get<Page<StandardItem>>(`${BASE}/items`)).items

export const getBoard = (compound: string, signal?: AbortSignal) =>
  http.get<StandardsBoard>(`${BASE}/compounds/${compound}/board`, signal ? { signal } : {})

export const getPlans = (compound: string) => http.get<CompoundPlans>(`${BASE}/compounds/${compound}/plan`)

export const getPlan = (id: string) => http.get<StandardsPlan>(`${BASE}/plans/${id}`)

export const beginPlan = (
  { compound, ...body }: { compound: string; level: number | null; basis: string },
  key: string,
) => http.post<StandardsPlan>(`${BASE}/compounds/${compound}/plan`, body, { key })

export const actOnPlan = (
  id: string,
  action: PlanAction,
  version: number,
  more: { terms?: TermIn[]; reason?: string } = {},
) => http.post<StandardsPlan>(`${BASE}/plans/${id}/actions/${action}`, { version, ...more })

/** A plan as a table to be checked. With the same key a second try after a lost answer is the same upload. */
export function uploadPlan(id: string, file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>(`${BASE}/plans/${id}/imports`, form, { key })
}

export const confirmImport = (id: string) =>
  http.post<LedgerImport>(`${BASE}/ledger-imports/${id}/actions/confirm`)

export const listRecords = (query: Query, signal: AbortSignal) =>
  http.get<Page<ServiceRecord>>(`${BASE}/records`, { query, signal })

export const endRecord = (id: string, action: 'undo' | 'strike', reason = '') =>
  http.post<ServiceRecord>(`${BASE}/records/${id}/actions/${action}`, { reason })

/** A file to save. A plain link: the cookie goes along, and reading needs no token. */
export const planFile = (id: string) => `/api/v1${BASE}/plans/${id}/table.xlsx`
