import { describe, expect, it } from 'vitest'
import type { PlanTerm } from '@/api/contract'
import { must, term } from '@tests/standards'
import { choicesOf, draftOf, same, termOf, wrongWith } from './terms'

describe('terms', () => {
  it('offer what an item may be', () => {
    const words = (one: PlanTerm, own: boolean) => choicesOf(one, own).map((choice) => choice.label)
    expect(words(term('A'), false)).toEqual(['一级', '二级', '三级', '不适用'])
    expect(words(term('A', { optional: false }), true)).toEqual(['一级', '二级', '三级', '合同原有约定'])
    expect(words(must, false)).toEqual(['必须做到'])
  })

  it('go to the wire and back as one thing each', () => {
    for (const one of [
      term('A'),
      must,
      term('A', { level: null, not_applicable: '没有绿地' }),
      term('A', { level: null, agreed: '每周两次', agreed_times: 2, agreed_per: 'week' }),
      term('A', { level: null }),
    ]) {
      const { level, agreed, agreed_times, agreed_per, not_applicable } = one
      expect(termOf('A', draftOf(one))).toEqual({
        item_code: 'A', level, agreed, agreed_times, agreed_per, not_applicable,
      }) // prettier-ignore
    }
    expect(same(draftOf(term('A')), draftOf(term('B')))).toBe(true)
    expect(same(draftOf(term('A')), draftOf(term('A', { level: 2 })))).toBe(false)
  })

  it('say what is wrong before the server does', () => {
    const draft = { kind: 'own' as const, text: '照旧', times: '', per: '' }
    expect(wrongWith(draft)).toBeNull()
    expect(wrongWith({ ...draft, times: '2' })).toContain('一起填')
    expect(wrongWith({ ...draft, times: '0', per: 'week' })).toContain('1 到 99')
    expect(wrongWith({ ...draft, text: ' ' })).toContain('合同约定')
    expect(wrongWith({ ...draft, kind: 'na', text: '' })).toContain('为什么不适用')
  })
})
