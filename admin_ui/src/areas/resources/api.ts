import type {
  IdleResource,
  IdleResourceDetail,
  LedgerImport,
  Page,
  ResourceActIn,
  ResourceIn,
  ResourceMap,
  ResourceOverview,
  ResourceWords,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listResources = (query: Query, signal: AbortSignal) =>
  http.get<Page<IdleResource>>('/staff/resources', { query, signal })

export const readWords = () => http.get<ResourceWords>('/staff/resources/words')

export const readOverview = async (group_by: string) =>
  (await http.get<Page<ResourceOverview>>('/staff/resources/overview', { query: { group_by } })).items

export const readMap = (query: Query) => http.get<ResourceMap>('/staff/resources/map', { query })

export const TABLE_FILE = '/api/v1/staff/resources/table.xlsx'

export function bringTable(file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>('/staff/resources/imports', form, { key })
}

export const confirmTable = (id: string) =>
  http.post<LedgerImport>(`/staff/resources/ledger-imports/${id}/actions/confirm`)

export const getResource = (id: string) => http.get<IdleResourceDetail>(`/staff/resources/${id}`)

export const addResource = (body: ResourceIn, key: string) =>
  http.post<IdleResourceDetail>('/staff/resources', body, { key })

export const actOnResource = (id: string, action: string, body: ResourceActIn) =>
  http.post<IdleResourceDetail>(`/staff/resources/${id}/actions/${action}`, body)
