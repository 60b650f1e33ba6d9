import type {
  Agreement,
  AgreementActIn,
  AgreementDetail,
  AgreementIn,
  Organisation,
  Page,
} from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'

export const listAgreements = (query: Query, signal: AbortSignal) =>
  http.get<Page<Agreement>>('/staff/party/agreements', { query, signal })

export const getAgreement = (id: string) => http.get<AgreementDetail>(`/staff/party/agreements/${id}`)

export const draftAgreement = (body: AgreementIn, key: string) =>
  http.post<AgreementDetail>('/staff/party/agreements', body, { key })

export const copyAgreement = (id: string, number: string, key: string) =>
  http.post<AgreementDetail>(`/staff/party/agreements/${id}/copy`, { number }, { key })

export const actOnAgreement = (id: string, action: string, body: AgreementActIn) =>
  http.post<AgreementDetail>(`/staff/party/agreements/${id}/actions/${action}`, body)

export const listOrganisations = () => readAll<Organisation>('/staff/organisations')
