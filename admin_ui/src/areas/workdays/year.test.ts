// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { asLines, monthsOf, workingDays } from './year'

const days = [
  { day: '2026-01-01', working: false, name: '元旦' },
  { day: '2026-01-04', working: true, name: '元旦' },
]

describe('a year of the calendar', () => {
  const months = monthsOf(2026, days)
  const cell = (day: string) => months.flatMap((month) => month.cells).find((one) => one.day === day)

  it('has every day once, each month beginning under its weekday', () => {
    expect(months.flatMap((month) => month.cells)).toHaveLength(365)
    expect(monthsOf(2028, []).flatMap((month) => month.cells)).toHaveLength(366)
    expect(months.map((month) => month.before).slice(0, 3)).toEqual([3, 6, 6])
  })

  it('rests at weekends unless the notice says otherwise', () => {
    expect(cell('2026-01-03')).toMatchObject({ off: true, special: false })
    expect(cell('2026-01-04')).toMatchObject({ off: false, special: true, name: '元旦' })
    expect(cell('2026-01-01')).toMatchObject({ off: true, special: true })
    expect(cell('2026-01-05')).toMatchObject({ off: false, special: false })
  })

  it('counts working days', () => {
    expect(workingDays(monthsOf(2026, []))).toBe(261)
    expect(workingDays(months)).toBe(261)
    expect(workingDays(monthsOf(2026, days.slice(0, 1)))).toBe(260)
  })

  it('is written as the lines that can be pasted', () => {
    expect(asLines(days)).toBe('2026-01-01 休 元旦\n2026-01-04 班 元旦')
  })
})
