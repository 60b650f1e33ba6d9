import type {
  Agreement,
  AgreementActIn,
  AgreementDetail,
  AgreementForm,
  AgreementIn,
  Commitment,
  CommitmentActIn,
  CommitmentDetail,
  CommitmentIn,
  CrossPost,
  CrossPostIn,
  Organisation,
  Page,
  PapersIn,
  PartyCoverage,
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

export const changeAgreementPapers = (id: string, body: PapersIn) =>
  http.post<AgreementDetail>(`/staff/party/agreements/${id}/papers`, body)

/** What a form would change in a draft, or begin without one. */
export function checkForm(id: string | undefined, file: File): Promise<AgreementForm> {
  return id
    ? http.post<AgreementForm>(`/staff/party/agreements/${id}/form/check`, withFile(file))
    : http.post<AgreementForm>('/staff/party/agreements/form/check', withFile(file))
}

export const takeForm = (id: string, version: number, file: File) =>
  http.post<AgreementDetail>(`/staff/party/agreements/${id}/form`, withFile(file), { query: { version } })

export const beginByForm = (file: File, key: string) =>
  http.post<AgreementDetail>('/staff/party/agreements/form', withFile(file), { key })

function withFile(file: File): FormData {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}

export const listOrganisations = () => readAll<Organisation>('/staff/organisations')

export const listCommitments = (query: Query, signal?: AbortSignal) =>
  http.get<Page<Commitment>>('/staff/party/commitments', { query, signal })

export const getCommitment = (id: string) => http.get<CommitmentDetail>(`/staff/party/commitments/${id}`)

export const addCommitment = (agreement: string, body: CommitmentIn, key: string) =>
  http.post<CommitmentDetail>(`/staff/party/agreements/${agreement}/commitments`, body, { key })

export const actOnCommitment = (id: string, action: string, body: CommitmentActIn) =>
  http.post<CommitmentDetail>(`/staff/party/commitments/${id}/actions/${action}`, body)

export const listCrossPosts = (query: Query) =>
  http.get<Page<CrossPost>>('/staff/party/cross-posts', { query })

export const addCrossPost = (body: CrossPostIn, key: string) =>
  http.post<CrossPost>('/staff/party/cross-posts', body, { key })

export const endCrossPost = (id: string, version: number, ends_on: string, reason: string) =>
  http.post<CrossPost>(`/staff/party/cross-posts/${id}/actions/end`, { version, ends_on, reason })

export const getCoverage = (gaps: boolean) =>
  http.get<PartyCoverage>('/staff/party/coverage', { query: { gaps } })

export const paperOf = (id: string, ending: 'docx' | 'pdf') =>
  `/api/v1/staff/party/agreements/${id}/agreement.${ending}`
