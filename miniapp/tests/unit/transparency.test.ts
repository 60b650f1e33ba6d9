import { expect, test } from 'vitest'
import type { Disclosure, Question } from '@/areas/transparency/api'
import { addsUp, budgetRemark, viewOf } from '@/areas/transparency/view'
import {
  areaOf,
  changeLines,
  dayWords,
  dueWords,
  decimal,
  lastWords,
  myFee,
  percentWords,
  yuan,
} from '@/areas/transparency/words'
import { sentencesOf } from '@/core/speech'
import { ACCOUNTS, FEES } from '../mock/public.mjs'

const fees = FEES as unknown as Disclosure
const accounts = ACCOUNTS as unknown as Disclosure
const RULE = { name: '物业服务费', rate_fen: 58, unit: 'm2_month', price: '0.58 元/㎡·月' } as never

const question = (over: Partial<Question> = {}): Question => ({
  id: 'o-1',
  version_id: fees.version_id,
  compound: { id: fees.compound_id, name: '示例古城南路小区' },
  form: 'fees',
  title: fees.title,
  number: 1,
  anchor: 'items.物业服务费.rate',
  label: '收费项目“物业服务费”收费标准',
  shown: '0.58 元',
  reason: '为什么比隔壁贵？',
  state: 'open',
  state_name: '待答复',
  asked_at: '2026-11-26T09:00:00+08:00',
  due_at: '2026-12-03T09:00:00+08:00',
  ticket_id: 't-9',
  ticket_no: 'HF0009',
  answer: null,
  answered_at: null,
  ...over,
})

test.each([
  ['58.3', 5830],
  ['５８．３', 5830],
  [' 58.30平方米', 5830],
  ['60 ㎡', 6000],
  ['100', 10000],
  ['10000', 1_000_000],
])('%s is an area', (typed, area) => expect(areaOf(typed)).toBe(area))

test.each(['', 'abc', '-5', '0', '1e9', '58,3', '58.345', '10000.01'])('%s is no area', (typed) =>
  expect(areaOf(typed)).toBeNull(),
)

test('my fee is told in one sentence, half a fen rounded up', () => {
  expect(myFee(RULE, 5830)).toBe('您家每月的物业服务费：58.30 ㎡ × 0.58 元/㎡·月 = 每月 33.81 元。')
  expect(myFee(RULE, 25)).toContain('每月 0.15 元') // 0.145
})

test('figures, shares and days are said as people say them', () => {
  expect([yuan(123456), yuan(-5), yuan(0), yuan(123456789_00)]).toEqual([
    '1,234.56 元',
    '-0.05 元',
    '0.00 元',
    '123,456,789.00 元',
  ])
  expect(decimal(1234, 0)).toBe('1,234')
  expect([percentWords(985), percentWords(1000), percentWords(5), percentWords(null)]).toEqual([
    '98.5%',
    '100%',
    '0.5%',
    '—',
  ])
  expect([dayWords('2026-01-05'), dayWords(null), dayWords('x')]).toEqual(['2026年1月5日', '', ''])
  expect(
    ['2026-11-25', '2026-11-26', '2026-11-27', '2026-12-01'].map((day) => dueWords(day, '2026-11-26')),
  ).toEqual(['今天要做', '今天要做', '最晚明天', '最晚 2026年12月1日'])
  expect(lastWords(null)).toBe('还没有记录')
})

test('a change is told in a sentence', () => {
  const cell = { column: 'rate', label: '收费标准', before: '0.58 元', after: '0.68 元' }
  const lines = changeLines([
    { table: 'items', name: '收费项目', changes: [{ kind: 'changed', key: '物业服务费', cells: [cell] }] },
    { table: 'items', name: '收费项目', changes: [{ kind: 'added', key: '停车费', cells: [cell] }] },
    { table: 'head', name: '基本情况', changes: [{ kind: 'changed', key: '基本情况', cells: [cell] }] },
  ])
  expect(lines).toEqual([
    '物业服务费：收费标准由 0.58 元 改为 0.68 元',
    '新增“停车费”（收费项目）：收费标准 0.68 元',
    '收费标准由 0.58 元 改为 0.68 元',
  ])
})

test('a sheet of fees: the price first, then what it includes, the rest when opened', () => {
  const view = viewOf(fees, [])
  const card = view?.sections[0].cards[0]
  expect(card?.title).toBe('物业服务费')
  expect(card?.headline).toMatchObject({ anchor: 'items.物业服务费.rate', words: '0.58 元/㎡·月' })
  expect(card?.values.map((value) => value.label)).toEqual(['服务内容', '服务标准'])
  expect(card?.more.map((value) => value.label)).toContain('收费对象')
  expect(view?.sections[1].cards[0].title).toBe('长期空置 物业服务费')
  expect(view?.facts.find((value) => value.anchor === 'head.charging_mode')?.words).toBe('包干制')
})

test('the old value and the questions stand beside the value; my own words only for me', () => {
  const asked = {
    number: 1,
    anchor: 'items.物业服务费.rate',
    label: '收费标准',
    shown: '0.60 元',
    asked_at: '2026-11-26T01:00:00+00:00', // The same moment as mine, written in another way.
    state: 'answered' as const,
    answer: '合同约定的价格',
    answered_at: '2026-11-27T10:00:00+08:00',
  }
  const entry = { ...fees, objections: [asked, { ...asked, anchor: 'items.已取消.rate' }] }
  const corrected_from = {
    version_id: 'v-0',
    number: 1,
    reason: '',
    tables: [],
    values: { 'items.物业服务费.rate': '0.60 元' },
  }
  const answered = question({ state: 'answered', answer: '合同约定的价格' })
  const rate = (mine: Question[]) => viewOf({ ...entry, corrected_from }, mine)?.sections[0].cards[0].headline

  expect(rate([])).toMatchObject({ before: '0.60 元', asked: [{ answer: '合同约定的价格', mine: null }] })
  expect(rate([answered])?.asked).toHaveLength(1)
  expect(rate([answered])?.asked[0].mine).toMatchObject({ reason: '为什么比隔壁贵？', no: 'HF0009' })
  expect(viewOf(entry, [])?.elsewhere).toHaveLength(1)
})

test('what I have just asked stands there before the public page knows it', () => {
  const headline = (mine: Question[]) => viewOf(fees, mine)?.sections[0].cards[0].headline
  expect(headline([question()])?.asked).toMatchObject([{ state: 'open', mine: { no: 'HF0009' } }])
  expect(headline([question({ version_id: 'v-other' })])?.asked).toEqual([])
  expect(headline([question({ state: 'withdrawn' })])?.asked).toEqual([])
  expect(headline([question({ compound: { id: 'c-other', name: '' } })])?.asked).toEqual([])
})

test('a form that is newer than the phone client is not guessed', () => {
  expect(viewOf({ ...fees, form: 'something_new' }, [])).toBeNull()
})

test('accounts add up to the fen, and a line is told against its budget', () => {
  expect(addsUp(accounts)).toBe(true)
  const off = structuredClone(accounts)
  off.body.tables.expense[0].amount = Number(off.body.tables.expense[0].amount) + 1
  expect(addsUp(off)).toBe(false)
  expect(addsUp({ ...accounts, left_out: { expense: 3 } })).toBeNull()
  expect(addsUp(fees)).toBeNull()
  expect(budgetRemark({ budget: 10_000_00, amount: 11_250_00 })).toBe('比预算多 1,250.00 元（12.5%）')
  expect(budgetRemark({ budget: 10_000_00, amount: 9_000_00 })).toBe('比预算少 1,000.00 元（10%）')
  expect(budgetRemark({ budget: 10, amount: 10 })).toBe('和预算一样')
  expect(budgetRemark({ budget: null, amount: 10 })).toBe('')
})

test('a page is read sentence by sentence', () => {
  expect(sentencesOf(['物业费。包括保洁；', ' 减免规定：无。 ', ''])).toEqual(
    ['物业费。', '包括保洁；', ' 减免规定：无。'].map((one) => one.trim()),
  )
})
