import type { CalendarYear } from '@/api/contract'

export interface Cell {
  /** `2026-10-01` */
  day: string
  number: number
  /** A day off, whatever the reason. */
  off: boolean
  /** Named by the notice: a holiday, or a weekend day on which one works. */
  special: boolean
  name: string
}

export interface Month {
  number: number
  /** How many cells stay empty before the first, with Monday as the first day of a week. */
  before: number
  cells: Cell[]
}

const two = (number: number) => String(number).padStart(2, '0')

/** The twelve months of a year: weekends are days off unless the notice says otherwise, and the other way round. */
export function monthsOf(year: number, days: CalendarYear['days']): Month[] {
  const told = new Map(days.map((one) => [one.day, one]))
  return Array.from({ length: 12 }, (_, index) => {
    const count = new Date(Date.UTC(year, index + 1, 0)).getUTCDate()
    const cells = Array.from({ length: count }, (__, place) => {
      const day = `${year}-${two(index + 1)}-${two(place + 1)}`
      const weekday = new Date(Date.UTC(year, index, place + 1)).getUTCDay()
      const one = told.get(day)
      const off = one ? !one.working : weekday === 0 || weekday === 6
      return { day, number: place + 1, off, special: !!one, name: one?.name ?? '' }
    })
    return { number: index + 1, before: (new Date(Date.UTC(year, index, 1)).getUTCDay() + 6) % 7, cells }
  })
}

/** How many working days there are. */
export const workingDays = (months: readonly Month[]): number =>
  months.reduce((sum, month) => sum + month.cells.filter((cell) => !cell.off).length, 0)

/** The lines of a version, as they can be pasted: `2026-10-01 休 国庆节`. */
export const asLines = (days: CalendarYear['days']): string =>
  days.map((one) => `${one.day} ${one.working ? '班' : '休'} ${one.name}`.trim()).join('\n')
