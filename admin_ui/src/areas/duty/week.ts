import type { RosterRow, Shift } from '@/api/contract'
import { date, wall } from '@/core/format'

/** Days and hours of a roster, all as on the wall in Beijing. Days are `2026-11-23`. */

const DAY_MS = 86_400_000
const NAMES = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

const at = (day: string) => Date.parse(day + 'T00:00:00+08:00')

/** `days` later (or earlier, when negative). */
export function addDays(day: string, days: number): string {
  return date(new Date(at(day) + days * DAY_MS))
}

/** The Monday of the week of `day`. */
export function mondayOf(day: string): string {
  const sinceMonday = (new Date(at(day) + 8 * 3_600_000).getUTCDay() + 6) % 7
  return addDays(day, -sinceMonday)
}

/** 周一, 11月23日 */
export function dayName(day: string): { weekday: string; short: string } {
  const sinceMonday = (new Date(at(day) + 8 * 3_600_000).getUTCDay() + 6) % 7
  const [, month, number] = day.split('-')
  return { weekday: NAMES[sinceMonday]!, short: `${Number(month)}月${Number(number)}日` }
}

/** 11月23日 — 11月29日 */
export function weekWords(monday: string): string {
  return `${dayName(monday).short} — ${dayName(addDays(monday, 6)).short}`
}

const clock = (moment: string) => `${wall(moment).hour}:${wall(moment).minute}`

/** 08:00–20:00, or 20:00–次日08:00 when it ends on the next day; midnight itself is 24:00. */
export function shiftWords(shift: Pick<Shift, 'starts_at' | 'ends_at'>): string {
  const [first, last] = [date(shift.starts_at), date(shift.ends_at)]
  const end = clock(shift.ends_at)
  if (first === last) return `${clock(shift.starts_at)}–${end}`
  if (addDays(first, 1) === last && end === '00:00') return `${clock(shift.starts_at)}–24:00`
  return `${clock(shift.starts_at)}–次日${end}`
}

/** The hours of a shift as they stand under `day`: one that began before says so. */
export function shiftWordsOn(shift: Pick<Shift, 'starts_at' | 'ends_at'>, day: string): string {
  return date(shift.starts_at) < day ? `前一日–${clock(shift.ends_at)}` : shiftWords(shift)
}

/** The shifts of a person that begin on `day`; on the first day also the one that runs on from before. */
export function shiftsOn(row: RosterRow, day: string, isFirst: boolean): Shift[] {
  return row.shifts.filter(
    (shift) => date(shift.starts_at) === day || (isFirst && date(shift.starts_at) < day),
  )
}

/** How many people are on duty at some time of `day`. */
export function countOn(rows: readonly RosterRow[], day: string): number {
  const [begin, end] = [at(day), at(day) + DAY_MS]
  return rows.filter((row) =>
    row.shifts.some((shift) => Date.parse(shift.starts_at) < end && Date.parse(shift.ends_at) > begin),
  ).length
}

export interface Preset {
  label: string
  from: string
  to: string
  nextDay: boolean
}

export const PRESETS: readonly Preset[] = [
  { label: '白班 08:00–20:00', from: '08:00', to: '20:00', nextDay: false },
  { label: '夜班 20:00–次日08:00', from: '20:00', to: '08:00', nextDay: true },
  { label: '全天 08:00–次日08:00', from: '08:00', to: '08:00', nextDay: true },
]

/** Beginning and end of a preset on a day, as AppDateTime takes them. */
export function presetSpan(day: string, preset: Preset): { starts_at: string; ends_at: string } {
  const last = preset.nextDay ? addDays(day, 1) : day
  return { starts_at: `${day}T${preset.from}:00+08:00`, ends_at: `${last}T${preset.to}:00+08:00` }
}

/** An instant as AppDateTime takes it. */
export function wallTime(moment: string): string {
  const { year, month, day, hour, minute } = wall(moment)
  return `${year}-${month}-${day}T${hour}:${minute}:00+08:00`
}
