import type { AuditAct, AuditRow, Page } from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listAudit = (query: Query, signal: AbortSignal) =>
  http.get<Page<AuditRow>>('/staff/audit', { query, signal })

/** Everything that can stand in the log, for the filter. */
export const listActs = async () => (await http.get<{ items: AuditAct[] }>('/staff/audit/acts')).items
