// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Grammar } from '@/api/contract'
import { useHistory } from './history'
import { differences, merge } from './merge'
import {
  blankRule,
  choose,
  duplicate,
  freeName,
  isLocked,
  missing,
  move,
  put,
  sameRules,
  stored,
  type DraftRule,
} from './rules'
import { deadlineWords, filling, hoursWords, phrase, segments, whyNotPublish } from './words'

const rule = (id: string, more: Partial<DraftRule> = {}): DraftRule => ({
  id,
  name: '规则' + id,
  conditions: { category: ['0401'] },
  target: 'provider',
  reason: '由{organisation}负责',
  deadline: null,
  urgency: null,
  ...more,
})
const key = (name: string, label: string, shape: 'many' | 'flag' | 'hours', more = {}) => ({
  name,
  label,
  topic: '事项',
  shape,
  values: null,
  said: ['是', '否'],
  ...more,
})
const GRAMMAR: Grammar = {
  keys: [
    key('category', '事项类别', 'many', {
      values: ['屋面漏雨', '墙面渗水', '门窗破损', '楼梯破损'].map((label, at) => ({
        value: '040' + (at + 1),
        label,
        group: '房屋',
      })),
    }),
    key('building_id', '楼栋', 'many'),
    key('has_warranty', '保修期', 'flag', { said: ['在保修期内', '不在保修期内'] }),
    key('hours', '时段', 'hours'),
  ],
  targets: [{ value: 'provider', label: '小区的物业服务单位', group: null }],
  urgencies: [{ value: 'U2', label: '急修', group: null }],
  units: [
    { value: 'hours', label: '小时', least: 1, greatest: 720 },
    { value: 'working_days', label: '工作日', least: 1, greatest: 60 },
  ],
  placeholders: [
    { value: 'organisation', label: '责任单位', group: null },
    { value: 'category', label: '事项类别', group: null },
  ],
  most_rules: 200,
  most_values: 300,
  street_id: null,
}
const ids = (rules: readonly DraftRule[]) => rules.map((one) => one.id).join('')

describe('a list of rules', () => {
  const list = [rule('a'), rule('b'), rule('z', { conditions: {} })]

  it('takes a new rule before the last resort, and puts a changed one where it was', () => {
    expect(ids(put(list, rule('n')))).toBe('abnz')
    expect(ids(put([rule('a')], rule('n')))).toBe('an')
    expect(put(list, rule('b', { name: '新名称' }))[1]!.name).toBe('新名称')
    expect(list[1]!.name).toBe('规则b')
  })

  it('moves a rule and stays within its ends', () => {
    expect(ids(move(list, 0, 2))).toBe('bza')
    expect(ids(move(list, 2, 0))).toBe('zab')
    expect(ids(move(list, 1, Infinity))).toBe('azb')
    expect(ids(move(list, 1, -5))).toBe('baz')
  })

  it('copies a rule under a name that nobody has', () => {
    const twice = duplicate(duplicate(list, 'a', null), 'a', null)
    expect(twice.map((one) => one.name)).toEqual(['规则a', '规则a（3）', '规则a（2）', '规则b', '规则z'])
    expect(new Set(twice.map((one) => one.id)).size).toBe(5)
    expect(freeName('长'.repeat(60), [rule('a', { name: '长'.repeat(60) })])).toHaveLength(60)
  })

  it('leaves the rules of others to others: a street copies them into its own, before them', () => {
    expect(isLocked(list[0]!, 's1')).toBe(true)
    expect(isLocked(list[0]!, null)).toBe(false)
    expect(isLocked(blankRule('s1'), 's1')).toBe(false)
    expect(isLocked(rule('x', { conditions: { street_id: ['s2'] } }), 's1')).toBe(true)
    const copied = duplicate(list, 'b', 's1')
    expect(copied.map((one) => one.name)).toEqual(['规则a', '规则b（2）', '规则b', '规则z'])
    expect(copied[1]!.conditions).toEqual({ category: ['0401'], street_id: ['s1'] })
  })

  it('knows the same content in whatever order its names stand', () => {
    const one = rule('a', { conditions: { a: true, b: ['1'] } })
    const other = stored({
      ...rule('a'),
      conditions: { b: ['1'], a: true },
      target_name: '物业',
    } as DraftRule)
    expect(sameRules([one], [other])).toBe(true)
    expect(sameRules([one], [{ ...other, urgency: 'U2' }])).toBe(false)
    expect(sameRules([one, rule('b')], [rule('b'), one])).toBe(false)
  })

  it('chooses values in the order of choosing, months as numbers', () => {
    expect(choose('category', ['0402'], ['0401', '0402'], true)).toEqual(['0402', '0401'])
    expect(choose('category', ['0402', '0401'], ['0402'], false)).toEqual(['0401'])
    expect(choose('month', [1], ['12', '1'], true)).toEqual([1, 12])
    expect(choose('month', [1, 12], ['12'], false)).toEqual([1])
  })

  it('says what is missing before a rule can be taken over', () => {
    expect(missing(rule('a'), GRAMMAR)).toEqual({})
    const empty = rule('a', {
      name: ' ',
      reason: '',
      target: 'organisation:',
      conditions: { category: [], hours: { from: '08:00', to: '08:00' }, has_warranty: false },
      deadline: { amount: 61, unit: 'working_days' },
    })
    expect(Object.keys(missing(empty, GRAMMAR)).sort()).toEqual(
      ['category', 'deadline', 'hours', 'name', 'reason', 'target'].sort(),
    )
    expect(missing(rule('a', { deadline: { amount: 1.5, unit: 'hours' } }), GRAMMAR).deadline).toContain(
      '720',
    )
  })
})

describe('undo', () => {
  it('goes back and forth, and says what it undoes', () => {
    const { present, push, undo, redo, undoWords, redoWords, reset } = useHistory('a')
    push('b', '改成b')
    push('c', '改成c')
    expect(undoWords.value).toBe('改成c')
    expect(undo()).toBe('改成c')
    expect([present.value, undoWords.value, redoWords.value]).toEqual(['b', '改成b', '改成c'])
    redo()
    expect(present.value).toBe('c')
    undo()
    push('d', '改成d')
    expect(redoWords.value).toBe('')
    undo()
    undo()
    expect([present.value, undo()]).toEqual(['a', ''])
    reset('z')
    expect([present.value, undoWords.value, redoWords.value]).toEqual(['z', '', ''])
  })
})

describe('two people at once', () => {
  const base = [rule('a'), rule('b'), rule('c')]

  it('takes what only one side changed from that side, and names what both did', () => {
    const mine = [rule('a', { target: 'utility' }), rule('b'), rule('n'), rule('c', { urgency: 'U2' })]
    const theirs = [rule('a'), rule('m'), rule('b', { reason: '改过' }), rule('c', { urgency: 'U1' })]
    const { rules, clashes } = merge(base, mine, theirs)
    expect(ids(rules)).toBe('ambnc')
    expect(rules[0]!.target).toBe('utility')
    expect(rules.find((one) => one.id === 'b')!.reason).toBe('改过')
    expect(rules.at(-1)!.urgency).toBe('U2')
    expect(clashes).toEqual(['规则c'])
  })

  it('keeps my order if I changed it, else theirs; what one side deleted is gone', () => {
    expect(ids(merge(base, [base[2]!, base[0]!, base[1]!], base).rules)).toBe('cab')
    expect(ids(merge(base, base, [base[1]!, base[0]!, base[2]!]).rules)).toBe('bac')
    expect(ids(merge(base, [base[0]!, base[2]!], base).rules)).toBe('ac')
    expect(ids(merge(base, base, [base[0]!, base[2]!]).rules)).toBe('ac')
  })

  it('keeps a rule that I changed and they deleted, and says so', () => {
    const mine = [base[0]!, rule('b', { reason: '我的' }), base[2]!]
    const { rules, clashes } = merge(base, mine, [base[0]!, base[2]!])
    expect(ids(rules)).toBe('abc')
    expect(clashes).toEqual(['规则b'])
  })

  it('says in words what the other one did', () => {
    expect(differences(base, [base[1]!, rule('a', { urgency: 'U2' }), rule('n')])).toEqual([
      '修改“规则a”',
      '新增“规则n”',
      '删除“规则c”',
      '调整了顺序',
    ])
    expect(differences(base, base)).toEqual([])
  })
})

describe('words', () => {
  const [category, building, warranty] = GRAMMAR.keys

  it('says conditions as the server will', () => {
    expect(phrase(category!, ['0401', '0402'])).toBe('事项类别是屋面漏雨、墙面渗水')
    expect(phrase(category!, ['0401', '0402', '0403', '0404'])).toBe(
      '事项类别是屋面漏雨、墙面渗水、门窗破损等4项',
    )
    expect(phrase(category!, ['0401', '0402', '0403', '0404'], new Map(), true)).toContain('楼梯破损')
    expect(phrase(building!, ['x'])).toBe('楼栋是已选的1项')
    expect(phrase(building!, ['x'], new Map([['x', '示例东里1号楼']]))).toBe('楼栋是示例东里1号楼')
    expect(phrase(warranty!, false)).toBe('不在保修期内')
    expect(hoursWords({ from: '20:00', to: '08:00' })).toBe('在20:00至次日08:00')
    expect(hoursWords({ from: '08:00', to: '24:00' })).toBe('在08:00至24:00')
    expect(deadlineWords({ amount: 3, unit: 'working_days' }, GRAMMAR)).toBe('3个工作日内办结')
    expect(deadlineWords({ amount: 24, unit: 'hours' }, GRAMMAR)).toBe('24小时内办结')
  })

  it('shows a reason with what is filled in, and marks what is no placeholder', () => {
    const one = rule('a', { target: 'organisation:o1', reason: '“{category}”由{organisation}负责{what}' })
    const filled = filling(one, GRAMMAR, new Map([['organisation:o1', '示例物业']]))
    expect(filled).toEqual({ organisation: '示例物业', category: '屋面漏雨', compound: '' })
    const pieces = segments(one.reason, GRAMMAR.placeholders, filled)
    expect(pieces.map((piece) => piece.text).join('')).toBe('“屋面漏雨”由示例物业负责{what}')
    expect(pieces.filter((piece) => piece.unknown).map((piece) => piece.text)).toEqual(['{what}'])
    expect(
      segments('由{organisation}负责', GRAMMAR.placeholders)
        .map((piece) => piece.text)
        .join(''),
    ).toBe('由〔责任单位〕负责')
  })

  it('says why somebody cannot publish, each time the thing that helps', () => {
    const set = { state: 'submitted', stale: false, street_name: null, actions: ['withdraw'] }
    expect(whyNotPublish(set, 'district')).toContain('双人发布')
    expect(whyNotPublish(set, 'street')).toContain('等区住建委')
    expect(whyNotPublish({ ...set, actions: ['publish', 'return'] }, 'district')).toBe('')
    expect(whyNotPublish({ ...set, stale: true, actions: ['return'] }, 'district')).toContain('请退回')
    expect(whyNotPublish({ ...set, stale: true }, 'district')).toContain('请先撤回')
    expect(whyNotPublish({ ...set, state: 'draft' }, 'district')).toBe('')
  })
})
