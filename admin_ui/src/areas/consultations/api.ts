import type {
  Consultation,
  ConsultationActIn,
  ConsultationDetail,
  ConsultationIn,
  Opinion,
  OpinionEnteredIn,
  OpinionReceipt,
  Page,
  PapersIn,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listConsultations = (query: Query, signal: AbortSignal) =>
  http.get<Page<Consultation>>('/staff/consultations', { query, signal })

export const getConsultation = (id: string) => http.get<ConsultationDetail>(`/staff/consultations/${id}`)

export const draftConsultation = (body: ConsultationIn, key: string) =>
  http.post<ConsultationDetail>('/staff/consultations', body, { key })

export const actOnConsultation = (id: string, action: string, body: ConsultationActIn) =>
  http.post<ConsultationDetail>(`/staff/consultations/${id}/actions/${action}`, body)

export const changeConsultationPapers = (id: string, body: PapersIn) =>
  http.post<ConsultationDetail>(`/staff/consultations/${id}/papers`, body)

export const setTopics = (id: string, version: number, topics: string[]) =>
  http.post<ConsultationDetail>(`/staff/consultations/${id}/topics`, { version, topics })

export const listOpinions = (id: string, query: Query, signal: AbortSignal) =>
  http.get<Page<Opinion>>(`/staff/consultations/${id}/opinions`, { query, signal })

export const enterOpinion = (id: string, body: OpinionEnteredIn, key: string) =>
  http.post<OpinionReceipt>(`/staff/consultations/${id}/opinions`, body, { key })

/** What is done to several opinions at once, each with the version on the screen. */
export type Deed =
  | { what: 'code'; topic: number }
  | { what: 'merge'; into_id: string }
  | { what: 'part' }
  | { what: 'decide'; decision: string; reason: string; topic?: number }

export function doWith(id: string, some: readonly Opinion[], deed: Deed): Promise<unknown> {
  const opinions = some.map(({ id: opinion, version }) => ({ id: opinion, version }))
  const base = `/staff/consultations/${id}/opinions/actions` as const
  const { what, ...more } = deed
  return http.post(`${base}/${what}`, { opinions, ...more })
}
