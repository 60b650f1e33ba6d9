import { describe, expect, it } from 'vitest'
import type { LedgerColumn } from '@/api/contract'
import { cellWords, grouped, pasted, plain, typed, unreadable, words } from './ledger'

const column = (
  kind: LedgerColumn['kind'],
  unit = '',
  choices: LedgerColumn['choices'] = [],
): LedgerColumn => ({
  key: 'k',
  label: '数',
  kind,
  required: false,
  choices,
  longest: null,
  least: null,
  most: null,
  unit,
  help: '',
})
const money = column('money_fen', '元')
const rate = column('rate_fen', '元')
const area = column('area_centi_m2', '㎡')
const whole = column('whole', '户')
const share = column('permille', '%')

describe('figures', () => {
  it.each([
    ['1234.5', 123450],
    ['1,234.50', 123450],
    ['１２３４．５', 123450],
    [' ¥ 1 234.50 元 ', 123450],
    ['0.01', 1],
    ['.5', '.5'],
    ['-3', -300],
    ['(3.20)', -320],
    ['−0', 0],
    ['7.10000', 710],
    ['90071992547409.91', '90071992547409.91'],
    ['9999999999999.99', 999999999999999],
    ['', null],
    ['  ', null],
  ])('reads %s as money', (text, kept) => expect(typed(money, text)).toBe(kept))

  it('keeps what it cannot read as the text that was typed, and says what is wrong', () => {
    for (const text of ['一万元', '1.005', '1e3', '--1', '12,34元元']) {
      expect(typed(money, text)).toBe(text)
      expect(unreadable(money, typed(money, text))).toBe('应为数字，最多 2 位小数')
    }
    expect(typed(whole, '3.5')).toBe('3.5')
    expect(unreadable(whole, '3.5')).toBe('应为整数')
    expect(unreadable(money, 100)).toBe('')
    expect(unreadable(column('text'), '一万元')).toBe('')
  })

  it('never goes by floating point', () => {
    for (const [text, kept] of [
      ['1.13', 113],
      ['4.35', 435],
      ['1.15', 115],
      ['8.2', 820],
      ['1000000.07', 100000007],
    ] as const) {
      expect(typed(money, text)).toBe(kept)
      expect(typed(money, plain(money, kept))).toBe(kept)
    }
  })

  it('reads and writes each kind in its own unit', () => {
    expect([typed(area, '58.3㎡'), typed(share, '95.5%'), typed(share, '5'), typed(whole, '120户')]).toEqual([
      5830, 955, 50, 120,
    ])
    expect([
      plain(money, 5),
      plain(money, -5),
      plain(share, 955),
      plain(whole, 120),
      plain(money, null),
    ]).toEqual(['0.05', '-0.05', '95.5', '120', ''])
    expect(plain(money, '一万')).toBe('一万')
    expect([grouped(money, 123456789), grouped(money, -100000), grouped(whole, 12345)]).toEqual([
      '1,234,567.89',
      '-1,000.00',
      '12345',
    ])
    expect([words(money, 123450), words(rate, 58), words(share, 955), words(area, 5830)]).toEqual([
      '1,234.50 元',
      '0.58 元',
      '95.5%',
      '58.30 ㎡',
    ])
    expect([words(money, 0), words(money, null)]).toEqual(['0.00 元', ''])
  })

  it('says flags and choices by their names', () => {
    const mode = column('choice', '', [{ code: 'lump_sum', name: '包干制' }])
    expect([cellWords(mode, 'lump_sum'), cellWords(mode, 'gone'), cellWords(mode, null)]).toEqual([
      '包干制',
      'gone',
      '',
    ])
    expect([cellWords(column('flag'), true), cellWords(column('flag'), false)]).toEqual(['是', '否'])
    expect([pasted(mode, '包干制'), pasted(mode, '别的')]).toEqual(['lump_sum', null])
    expect([pasted(column('flag'), '是'), pasted(column('flag'), '否')]).toEqual([true, false])
    expect([
      pasted(column('day'), '2026/7/5'),
      pasted(column('day'), '2026年11月22日'),
      pasted(money, '1,0'),
    ]).toEqual(['2026-07-05', '2026-11-22', 1000])
  })
})
