import type {
  CopiedShifts,
  DutySetting,
  DutyWeek,
  Handout,
  Page,
  Shift,
  ShiftChangeIn,
  ShiftIn,
} from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http } from '@/core/http'

export const listSettings = () => readAll<DutySetting>('/staff/duty/settings')

export const chooseMode = (compoundId: string, mode: string, version: number) =>
  http.post<DutySetting>(`/staff/duty/settings/${compoundId}/actions/choose`, { mode, version })

export const getWeek = (day: string, compoundId: string, signal?: AbortSignal) =>
  http.get<DutyWeek>('/staff/duty/shifts', {
    query: { day, compound_id: compoundId },
    ...(signal ? { signal } : {}),
  })

export const addShift = (body: ShiftIn, key: string) => http.post<Shift>('/staff/duty/shifts', body, { key })

export const changeShift = (id: string, body: ShiftChangeIn) =>
  http.post<Shift>(`/staff/duty/shifts/${id}/actions/change`, body)

export const removeShift = (id: string, version: number) =>
  http.post<unknown>(`/staff/duty/shifts/${id}/actions/remove`, { version })

export const copyWeek = (source: string, target: string, compoundId: string) =>
  http.post<CopiedShifts>('/staff/duty/shifts/actions/copy_week', {
    source,
    target,
    compound_id: compoundId || null,
  })

export const listHandouts = (compoundId: string, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<Handout>>('/staff/duty/handouts', {
    query: { compound_id: compoundId, cursor, limit: 10 },
    signal,
  })
