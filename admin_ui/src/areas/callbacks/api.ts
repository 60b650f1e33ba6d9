import type {
  Callback,
  CallbackAnswerIn,
  CallbackCorrectIn,
  CallbackDetail,
  Exclusion,
  Organisation,
  Page,
  Rates,
  Region,
} from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'

export const listCallbacks = (query: Query, signal: AbortSignal) =>
  http.get<Page<Callback>>('/staff/callbacks', { query, signal })

export const getCallback = (id: string) => http.get<CallbackDetail>(`/staff/callbacks/${id}`)

export const answerCallback = (id: string, body: CallbackAnswerIn) =>
  http.post<CallbackDetail>(`/staff/callbacks/${id}/actions/answer`, body)

export const correctCallback = (id: string, body: CallbackCorrectIn) =>
  http.post<CallbackDetail>(`/staff/callbacks/${id}/actions/correct`, body)

export const missCallback = (id: string, version: number, note: string) =>
  http.post<CallbackDetail>(`/staff/callbacks/${id}/actions/missed`, { version, note })

export const revealPhone = (id: string, reason: string) =>
  http.post<{ phone: string }>(`/staff/callbacks/${id}/reveal`, { reason })

export const getRates = (query: Query, signal: AbortSignal) =>
  http.get<Rates>('/staff/rates', { query, signal })

export const listRateRows = (query: Query, signal: AbortSignal) =>
  http.get<Page<Callback>>('/staff/rates/rows', { query, signal })

export const listExclusions = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<Exclusion>>('/staff/exclusions', { query: { cursor }, signal })

export const askExclusion = (ticketId: string, reason: string, note: string) =>
  http.post<void>(`/staff/tickets/${ticketId}/exclusion`, { reason, note })

export const decideExclusion = (id: string, decision: string, version: number, note: string) =>
  http.post<void>(`/staff/exclusions/${id}/actions/${decision}`, { version, note })

export const listRegions = async () => (await http.get<Page<Region>>('/staff/regions')).items

export const listOrganisations = () => readAll<Organisation>('/staff/organisations')
