import type {
  Grammar,
  Page,
  RuleAccuracy,
  RuleAccuracyRow,
  RuleChanges,
  RuleCheck,
  RuleRun,
  RuleSet,
  RuleSetItem,
  RuleSetMoved,
  RuleTarget,
  RuleValue,
} from '@/api/contract'
import { http, type Query } from '@/core/http'
import type { DraftRule } from './rules'

const BASE = '/staff/rulebook'

export const getGrammar = () => http.get<Grammar>(`${BASE}/grammar`)

export const listBuildings = async (compoundId: string) =>
  (await http.get<Page<RuleValue>>(`${BASE}/grammar/buildings`, { query: { compound_id: compoundId } })).items

export const searchOrganisations = (q: string, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<RuleTarget>>(`${BASE}/grammar/organisations`, { query: { q, cursor, limit: 20 }, signal })

export const listSets = (query: Query, signal?: AbortSignal) =>
  http.get<Page<RuleSetItem>>(`${BASE}/sets`, { query, ...(signal ? { signal } : {}) })

export interface SetIn {
  title: string
  note?: string
  based_on_id?: string
}

export const beginSet = (body: SetIn, key: string) => http.post<RuleSet>(`${BASE}/sets`, body, { key })

export const getSet = (id: string) => http.get<RuleSet>(`${BASE}/sets/${id}`)

export const checkRules = (id: string, rules: DraftRule[], signal: AbortSignal) =>
  http.post<RuleCheck>(`${BASE}/sets/${id}/check`, { rules }, { signal })

export const getChanges = (id: string, against: string | undefined) =>
  http.get<RuleChanges>(`${BASE}/sets/${id}/changes`, { query: { against } })

export type SetAction = 'save' | 'rebase' | 'discard' | 'submit' | 'withdraw' | 'publish' | 'return'

export interface SetActIn {
  version: number
  rules?: DraftRule[]
  title?: string
  note?: string
  reason?: string
}

export const actOnSet = (id: string, action: SetAction, body: SetActIn) =>
  http.post<RuleSetMoved>(`${BASE}/sets/${id}/actions/${action}`, body)

export interface RunIn {
  since?: string
  until?: string
}

export const startRun = (id: string, body: RunIn, key: string) =>
  http.post<RuleRun>(`${BASE}/sets/${id}/runs`, body, { key })

export const listRuns = (id: string, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<RuleRun>>(`${BASE}/sets/${id}/runs`, { query: { cursor, limit: 10 }, signal })

export const getRun = (id: string) => http.get<RuleRun>(`${BASE}/runs/${id}`)

export const cancelRun = (id: string) => http.post<RuleRun>(`${BASE}/runs/${id}/actions/cancel`)

export const getAccuracy = (month: string) => http.get<RuleAccuracy>(`${BASE}/accuracy`, { query: { month } })

export const listAccuracyRows = (query: Query, signal: AbortSignal) =>
  http.get<Page<RuleAccuracyRow>>(`${BASE}/accuracy/rows`, { query, signal })
