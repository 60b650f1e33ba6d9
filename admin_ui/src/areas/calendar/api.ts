import type { Agenda } from '@/api/contract'
import { http } from '@/core/http'

export const readAgenda = (from: string, to: string, kind: string, signal?: AbortSignal) =>
  http.get<Agenda>('/staff/calendar', { query: { from, to, kind }, signal })
