import type { CareWarranty, Organisation, Page } from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'

export const PATH = '/staff/care/warranties'

export const listWarranties = (query: Query, signal: AbortSignal) =>
  http.get<Page<CareWarranty>>(PATH, { query, signal })

/** Those that can be chosen as the one who built it. */
export const listContractors = () => readAll<Organisation>('/staff/organisations', { kind: 'contractor' })
