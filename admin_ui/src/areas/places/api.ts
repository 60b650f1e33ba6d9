import type {
  LedgerImport,
  LedgerRow,
  Page,
  PlacesCompound,
  PlacesLedger,
  PlacesRemoved,
  PlacesTable,
} from '@/api/contract'
import { http } from '@/core/http'

const BASE = '/staff/places'
const at = (subject: string, table: string) => `${BASE}/ledgers/${subject}/${table}` as const

/** The tables of one's own region, or of a compound. */
export const listTables = async (compound: string | null) =>
  (await http.get<Page<PlacesTable>>(`${BASE}/ledgers`, { query: compound ? { compound_id: compound } : {} }))
    .items

export const getLedger = (subject: string, table: string, q: string, offset: number, signal: AbortSignal) =>
  http.get<PlacesLedger>(at(subject, table), { query: { q, offset }, signal })

export const putRow = (subject: string, table: string, version: number, row: LedgerRow, key: string) =>
  http.post<{ id: string }>(`${at(subject, table)}/rows`, { version, row }, { key })

/** Takes out a row that was a mistake; what something refers to is refused. */
export const removeRow = (subject: string, table: string, row: string, version: number, reason: string) =>
  http.post<{ id: string }>(`${at(subject, table)}/rows/${row}/remove`, { version, reason })

export const listRemoved = async (subject: string, table: string) =>
  (await http.get<Page<PlacesRemoved>>(`${at(subject, table)}/removed`)).items

export const restoreRow = (subject: string, table: string, removed: string, version: number) =>
  http.post<{ id: string }>(`${at(subject, table)}/removed/${removed}/restore`, { version })

/** A table to be looked at. With the same key a second try after a lost answer is the same upload. */
export function uploadTable(subject: string, table: string, file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>(`${at(subject, table)}/imports`, form, { key })
}

export const confirmImport = (id: string) =>
  http.post<LedgerImport>(`${BASE}/ledger-imports/${id}/actions/confirm`)

export const getCompound = (id: string) => http.get<PlacesCompound>(`${BASE}/compounds/${id}`)

/** Files to save. A plain link: the cookie goes along, and reading needs no token. */
export const files = {
  table: (subject: string, table: string) => `/api/v1${at(subject, table)}/table.xlsx`,
  labels: (compound: string, place: string) =>
    `/api/v1/staff/disclosures/compounds/${compound}/label.pdf?${new URLSearchParams({ place, size: 'A4' })}`,
}
