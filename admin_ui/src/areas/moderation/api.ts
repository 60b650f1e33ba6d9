import type { Check, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listChecks = (state: string, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<Check>>('/staff/moderation', { query: { state, cursor }, signal })

export const decideCheck = (id: string, action: string, version: number, note: string) =>
  http.post<Check>(`/staff/moderation/${id}/actions/${action}`, { version, note })
