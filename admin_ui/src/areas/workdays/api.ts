import type { CalendarOverview, CalendarYear } from '@/api/contract'
import { http } from '@/core/http'

export const listYears = () => http.get<CalendarOverview>('/staff/calendar/years')

export const getYear = (year: number, version?: number) =>
  http.get<CalendarYear>(`/staff/calendar/years/${year}`, { query: { version } })

export const draftYear = (year: number) => http.post<CalendarYear>(`/staff/calendar/years/${year}/draft`)

export type DayKind = 'off' | 'working' | 'usual'

export const changeDay = (year: number, revision: number, day: string, kind: DayKind, name: string) =>
  http.post<CalendarYear>(`/staff/calendar/years/${year}/days`, { revision, day, kind, name })

export const pasteYear = (year: number, revision: number, text: string, source: string) =>
  http.post<CalendarYear>(`/staff/calendar/years/${year}/paste`, { revision, text, source })

export const publishYear = (year: number, revision: number) =>
  http.post<CalendarYear>(`/staff/calendar/years/${year}/publish`, { revision })
