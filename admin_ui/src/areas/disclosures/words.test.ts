import { describe, expect, it } from 'vitest'
import type { DisclosureOverview } from '@/api/contract'
import { blockOf } from './usePaste'
import { fieldId, filled, lineOf, spotOf } from './body'
import { matches, tally } from './overview'
import { bareText, isMissing } from './said'
import { dueWords, periodsOf } from './words'

const NOW = new Date('2026-11-26T04:00:00Z')

describe('periods', () => {
  it('offers the last quarter that is over first, and the present one last', () => {
    const [first, second, ...rest] = periodsOf('quarter', NOW)
    expect(first).toEqual({ from: '2026-07-01', to: '2026-09-30', label: '2026 年第 3 季度' })
    expect(second!.label).toBe('2026 年第 2 季度')
    expect(rest.map((one) => one.label)).toContain('2025 年第 4 季度')
    expect(rest.at(-1)).toEqual({ from: '2026-10-01', to: '2026-12-31', label: '2026 年第 4 季度' })
  })

  it('knows the first quarter of a year by the clock of Beijing', () => {
    expect(periodsOf('quarter', new Date('2025-12-31T17:00:00Z'))[0]!.label).toBe('2025 年第 4 季度')
    expect(periodsOf('quarter', new Date('2025-12-31T15:00:00Z'))[0]!.label).toBe('2025 年第 3 季度')
  })

  it('offers the year before first, and no period where there is none', () => {
    expect(periodsOf('year', NOW)[0]).toEqual({ from: '2025-01-01', to: '2025-12-31', label: '2025 年度' })
    expect(periodsOf('year', NOW).at(-1)!.label).toBe('2026 年度')
    expect([periodsOf('none', NOW), periodsOf('event', NOW)]).toEqual([[], []])
  })
})

describe('how long there is', () => {
  const duty = (more: object) =>
    ({ state: 'due', days_late: 0, next_due_on: '2026-11-26', rhythm: '有事时公示', ...more }) as Parameters<
      typeof dueWords
    >[0]
  it.each([
    [{}, '今天到期'],
    [{ next_due_on: '2026-12-01' }, '还有 5 天'],
    [{ state: 'overdue', days_late: 40, next_due_on: '2026-10-17' }, '已超过 40 天'],
    [{ state: 'ok', next_due_on: null }, '有事时公示'],
    [{ state: 'ok', next_due_on: null, rhythm: '长期公示，有变动就更新' }, '一直有效'],
    [{ state: 'exempt', days_late: 0 }, '不适用'],
  ])('%j: %s', (more, words) => expect(dueWords(duty(more), '2026-11-26')).toBe(words))
})

describe('where a problem is', () => {
  const lines = { items: [lineOf({ a: null }), lineOf({ a: 1 }), lineOf({ a: '  ' }), lineOf({ a: 2 })] }

  it('counts the rows without the blank ones, as the server does', () => {
    expect(filled(lines.items).map((line) => line.row.a)).toEqual([1, 2])
    expect(spotOf('items.2.a', lines)).toEqual({ part: 'items', line: lines.items[3], column: 'a' })
    expect(spotOf('items', lines)).toEqual({ part: 'items', line: null, column: '' })
    expect(spotOf('items.9.a', lines).line).toBeNull()
    expect(spotOf('head.tax', lines)).toEqual({ part: 'head', line: null, column: 'tax' })
  })

  it('has one field for each', () => {
    const ids = [
      fieldId('head', null, 'tax'),
      fieldId('items', lines.items[1]!, 'a'),
      fieldId('items', lines.items[3]!, 'a'),
      fieldId('items', null, ''),
    ]
    expect(new Set(ids).size).toBe(4)
  })

  it('tells an empty field from a wrong one', () => {
    const said = (text: string, level: 'error' | 'warning' = 'error') =>
      isMissing({ path: 'head.a', text, level })
    expect([
      said('税费：请填写'),
      said('计费方式：请填写包干制、酬金制之一'),
      said('税费：不能是负数'),
    ]).toEqual([true, true, false])
    expect(said('与预算相差 25.0%，请说明原因', 'warning')).toBe(false)
    expect([
      bareText('税费：不能是负数', '税费'),
      bareText('税费太高', '税费'),
      bareText('甲：乙', ''),
    ]).toEqual(['不能是负数', '税费太高', '甲：乙'])
  })
})

describe('what is pasted', () => {
  it('is a block of cells, or only a text', () => {
    expect(blockOf('a\tb\r\n1\t2\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(blockOf('a\tb')).toEqual([['a', 'b']])
    expect(blockOf('一句话')).toBeNull()
    expect(blockOf('一句话\n')).toBeNull()
  })
})

describe('the overview', () => {
  const row = (name: string, more: Partial<DisclosureOverview> = {}): DisclosureOverview => ({
    compound: { id: name, name },
    compound_code: 'C1',
    community_name: '甲社区',
    street_name: '某街道',
    company_name: '某物业',
    published: 3,
    due: 0,
    overdue: 0,
    never: 0,
    overdue_since: null,
    objections_open: 0,
    objections: 0,
    ...more,
  })
  const rows = [
    row('一里', { overdue: 2, never: 1 }),
    row('二里', { community_name: '乙社区', company_name: null, published: 0, never: 9, objections_open: 1 }),
    row('三里'),
  ]
  const found = (wanted: object) =>
    rows
      .filter((one) => matches(one, { q: '', place: '', company: '', only: '', ...wanted }))
      .map((one) => one.compound.name)

  it('shows those that are looked for', () => {
    expect(found({})).toEqual(['一里', '二里', '三里'])
    expect(found({ q: '二' })).toEqual(['二里'])
    expect(found({ place: '乙社区' })).toEqual(['二里'])
    expect(found({ company: '某物业' })).toEqual(['一里', '三里'])
    expect(found({ only: 'late' })).toEqual(['一里'])
    expect(found({ only: 'never' })).toEqual(['一里', '二里'])
    expect(found({ only: 'nothing' })).toEqual(['二里'])
    expect(found({ only: 'asked' })).toEqual(['二里'])
  })

  it('adds up what is in sight', () => {
    expect(tally(rows)).toEqual({ compounds: 3, late: 1, overdue: 2, never: 10, open: 1 })
    expect(tally([])).toEqual({ compounds: 0, late: 0, overdue: 0, never: 0, open: 0 })
  })
})
