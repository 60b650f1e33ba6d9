import type { AgendaDay, AgendaItem } from '@/api/contract'

/** Months and days are text (`2026-11`, `2026-11-27`) as on the wall in Beijing; nothing here knows a time. */

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
const DAY_MS = 86_400_000
const two = (number: number) => String(number).padStart(2, '0')
const asText = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const asTime = (day: string) => Date.parse(day + 'T00:00:00Z')

/** Whether a text names a month that the calendar can show. */
export const isMonth = (text: string): boolean => /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text)

/** Whether a text names a day of a month; 31 June is none. */
export const isDayOf = (text: string, month: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && text.startsWith(month) && daysOf(month).includes(text)

/** The month some months later, or earlier. */
export function addMonths(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number)
  const at = year! * 12 + number! - 1 + by
  return `${Math.floor(at / 12)}-${two((at % 12) + 1)}`
}

/** Every day of a month. */
export function daysOf(month: string): string[] {
  const [year, number] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year!, number!, 0)).getUTCDate()
  return Array.from({ length: count }, (_, at) => `${month}-${two(at + 1)}`)
}

/** The weeks that a month touches, Monday first, whole: the days of its neighbours stand in them too. */
export function weeksOf(month: string): string[][] {
  const days = daysOf(month)
  const first = asTime(days[0]!)
  const before = (new Date(first).getUTCDay() + 6) % 7
  const weeks = Math.ceil((before + days.length) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (__, at) => asText(first + (week * 7 + at - before) * DAY_MS)),
  )
}

/** 2026年11月 */
export const monthName = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`

/** 11月27日 */
export const dayName = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** 周五 */
export const weekdayOf = (day: string): string => WEEKDAYS[new Date(asTime(day)).getUTCDay()]!

const RANK = { late: 0, open: 1, done: 2 } as const

/** What stands on each day: what is late before what is to come, what is done last. */
export function byDay(items: readonly AgendaItem[]): Map<string, AgendaItem[]> {
  const found = new Map<string, AgendaItem[]>()
  for (const item of items) found.set(item.on, [...(found.get(item.on) ?? []), item])
  for (const list of found.values()) list.sort((a, b) => RANK[a.state] - RANK[b.state])
  return found
}

/** Whether one rests on a day: as the working calendar says, else by its weekday. */
export function rests(day: string, told: AgendaDay | undefined): boolean {
  return told ? !told.working : ['周六', '周日'].includes(weekdayOf(day))
}

/** 休 or 班 where the notice of days off says other than the weekday. */
export const markOf = (told: AgendaDay | undefined): string =>
  told?.special ? (told.working ? '班' : '休') : ''
