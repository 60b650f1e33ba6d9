import type {
  HotlineBatch,
  HotlineClient,
  HotlineClientMade,
  HotlineMessage,
  HotlineOrder,
  HotlineRow,
  Page,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

const BASE = '/staff/hotline'

export const listBatches = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<HotlineBatch>>(`${BASE}/batches`, { query: { cursor }, signal })

export const getBatch = (id: string) => http.get<HotlineBatch>(`${BASE}/batches/${id}`)

/** A table to be checked. With the same key a second try after a lost answer is the same upload. */
export function uploadBatch(file: File, key: string): Promise<HotlineBatch> {
  const form = new FormData()
  form.set('file', file)
  return http.post<HotlineBatch>(`${BASE}/batches`, form, { key })
}

export const listRows = (id: string, query: Query, signal: AbortSignal) =>
  http.get<Page<HotlineRow>>(`${BASE}/batches/${id}/rows`, { query, signal })

export const actOnBatch = (id: string, action: string, version: number) =>
  http.post<HotlineBatch>(`${BASE}/batches/${id}/actions/${action}`, { version })

export const matchRow = (
  id: string,
  number: number,
  body: { version: number; compound_id?: string; category?: string },
) => http.post<{ rows: number }>(`${BASE}/batches/${id}/rows/${number}/actions/match`, body)

export const listOrders = (query: Query, signal: AbortSignal) =>
  http.get<Page<HotlineOrder>>(`${BASE}/orders`, { query, signal })

export const listClients = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<HotlineClient>>(`${BASE}/clients`, { query: { cursor }, signal })

export interface ClientIn {
  name: string
  scopes: string[]
  networks: string[]
  callback_url: string | null
}

export const makeClient = (body: ClientIn, key: string) =>
  http.post<HotlineClientMade>(`${BASE}/clients`, body, { key })

export const changeClient = (id: string, version: number, body: ClientIn) =>
  http.patch<HotlineClient>(`${BASE}/clients/${id}`, { version, ...body })

export const revokeClient = (id: string, version: number) =>
  http.post<HotlineClient>(`${BASE}/clients/${id}/actions/revoke`, { version })

export const pingClient = (id: string) => http.post<void>(`${BASE}/clients/${id}/actions/ping`)

export const listMessages = (query: Query, signal: AbortSignal) =>
  http.get<Page<HotlineMessage>>(`${BASE}/callbacks`, { query, signal })

export const resendMessage = (id: string) => http.post<void>(`${BASE}/callbacks/${id}/actions/resend`)

/** Files to save. A plain link: the cookie goes along, and reading needs no token. */
export const files = {
  template: `/api/v1${BASE}/template`,
  problems: (id: string) => `/api/v1${BASE}/batches/${id}/problems`,
  resultsOf: (id: string) => `/api/v1${BASE}/results?batch_id=${id}`,
  resultsBetween: (since: string, until: string) =>
    `/api/v1${BASE}/results?${new URLSearchParams({ since, ...(until ? { until } : {}) })}`,
}
