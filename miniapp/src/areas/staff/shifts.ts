import type { MyShift } from '@/areas/staff/api'
import { plainTime } from '@/core/format'

/** `今天 8:00 到 20:00`, `今天 20:00 到明天 8:00`. */
export function shiftLine(shift: Pick<MyShift, 'starts_at' | 'ends_at'>, now = new Date()): string {
  const from = plainTime(shift.starts_at, now)
  const to = plainTime(shift.ends_at, now)
  const day = from.slice(0, from.lastIndexOf(' ') + 1)
  return `${from} 到${day && to.startsWith(day) ? ` ${to.slice(day.length)}` : to}`
}

/** Where a shift counts. */
export function whereOf(shift: Pick<MyShift, 'compound'>): string {
  return shift.compound?.name ?? '本单位全部小区'
}
