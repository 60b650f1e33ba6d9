import { beforeEach, describe, expect, test, vi } from 'vitest'
import { codeIn, keepArrival, takeArrival } from '@/core/arrival'
import { callsFor, dangerIn, emergencies } from '@/core/emergency'
import { plainTime, timeLeft, withOffset } from '@/core/format'
import { suggestCategory } from '@/core/suggest'
import type { Catalogue, PublicCompound, TicketItem } from '@/core/types'
import { dueLine, stateSentence, toneOf } from '@/core/words'

const category = (code: string, keywords: string[]) => ({
  code,
  name: code,
  urgency: 'U3',
  emergency: null,
  asset_kind: null,
  keywords,
})
const CATALOGUE: Catalogue = {
  groups: [
    { code: '06', name: '供暖', categories: [category('0601', ['暖气']), category('0602', ['暖气漏水'])] },
    { code: '02', name: '设备', categories: [category('0201', ['楼道灯', '路灯坏'])] },
  ],
  kinds: [],
  emergencies: [
    {
      key: 'gas',
      name: '燃气泄漏',
      advice: ['开窗'],
      calls: [
        { name: '燃气', phone: '96777' },
        { name: '物业', phone: '' },
      ],
      keywords: ['臭鸡蛋味'],
    },
  ],
}

describe('dangers', () => {
  test.each([
    ['厨房漏气了', 'gas'],
    ['我妈困在电梯里了', 'entrapment'],
    ['三楼着火了', 'fire'],
    ['楼道墙漏电', 'power'],
    ['暖气爆了水管爆管', 'burst_pipe'],
    ['楼道灯不亮', null],
    ['电梯有异响', null],
  ])('%s → %s, before anything has been loaded', (text, danger) => {
    expect(dangerIn(text, null)).toBe(danger)
  })

  test('the words of the server are added to the built-in ones', () => {
    expect(dangerIn('屋里有臭鸡蛋味', CATALOGUE)).toBe('gas')
    expect(dangerIn('漏气', CATALOGUE)).toBe('gas')
  })

  test('there are always numbers, without network too', () => {
    for (const danger of emergencies(null)) expect(callsFor(danger, null).length).toBeGreaterThan(0)
    expect(emergencies(null).map((danger) => danger.key)).toHaveLength(5)
  })

  test('the company of the compound and its operators join, once each, nameless lines do not', () => {
    const compound: PublicCompound = {
      id: 'c',
      name: '小区',
      provider: { name: '安居', phone: '010-1' },
      emergency: [
        { name: '燃气公司', phone: '96777', for: '燃气泄漏、停气' },
        { name: '燃气站', phone: '010-2', for: '燃气泄漏' },
        { name: '供水', phone: '010-3', for: '停水' },
      ],
    }
    expect(callsFor(emergencies(CATALOGUE)[0], compound).map((line) => line.phone)).toEqual([
      '96777',
      '010-1',
      '010-2',
    ])
  })
})

describe('category from words', () => {
  test.each([
    ['暖气漏水了', '0602'],
    ['暖气不热', '0601'],
    ['楼道灯坏了', '0201'],
    ['说不清', undefined],
    ['', undefined],
  ])('%s → %s: the longest keyword wins', (text, code) => {
    expect(suggestCategory(text, CATALOGUE)?.code).toBe(code)
  })
})

describe('dates in words', () => {
  const now = new Date(2026, 10, 22, 9, 0)
  test.each([
    [new Date(2026, 10, 22, 15, 5), '今天 15:05'],
    [new Date(2026, 10, 23, 0, 0), '明天 0:00'],
    [new Date(2026, 10, 21, 23, 59), '昨天 23:59'],
    [new Date(2026, 10, 24, 9, 30), '后天 9:30'],
    [new Date(2026, 11, 1, 18, 0), '12月1日 周二 18:00'],
    [new Date(2027, 0, 4, 8, 0), '2027年1月4日 周一 8:00'],
  ])('%s', (at, words) => {
    expect(plainTime(at.toISOString(), now)).toBe(words)
  })

  test('nothing for no date', () => expect(plainTime(null)).toBe(''))

  test.each([
    [30, '还有 30 分钟'],
    [180, '还有 3 小时'],
    [3 * 1440, '还有 3 天'],
    [-120, '已超过 2 小时'],
  ])('%i minutes', (minutes, words) => {
    expect(timeLeft(new Date(now.getTime() + minutes * 60_000).toISOString(), now)).toBe(words)
  })

  test('an instant keeps its meaning and carries an offset', () => {
    const at = new Date(2026, 10, 24, 18, 0)
    expect(withOffset(at)).toMatch(/^2026-11-24T18:00:00[+-]\d\d:\d\d$/)
    expect(new Date(withOffset(at)).getTime()).toBe(at.getTime())
  })
})

describe('states', () => {
  const ticket = (values: Partial<TicketItem>) =>
    ({
      state: 'dispatched',
      state_name: '已派单',
      late: false,
      responsible: { id: 'o', name: '安居物业' },
      assignee: null,
      finish_due_at: null,
      outcome: null,
      ...values,
    }) as TicketItem

  test.each([
    [{ state: 'dispatched' }, '已经交给安居物业，等他们接单', 'busy'],
    [{ state: 'in_progress', assignee: { id: 'p', name: '李师傅' } }, '李师傅正在处理', 'busy'],
    [{ state: 'in_progress', late: true }, '安居物业正在处理', 'late'],
    [{ state: 'awaiting_confirmation' }, '师傅说办好了，请您看一看', 'yours'],
    [{ state: 'closed', outcome: 'unsolved' }, '已经办结：没有解决', 'done'],
    [{ state: 'submitted', responsible: null }, '已经收到，正在安排人', 'calm'],
    [{ state: 'merged' }, '和别人报的同一件事合在一起办了', 'done'],
    [{ state: 'suspended', cause: 'resident' }, '有个问题要问您，请您回答', 'yours'],
    [{ state: 'suspended', cause: 'shelved' }, '一时办不了，已经挂账', 'busy'],
    [{ state: 'suspended', cause: 'parts' }, '先停一停，之后接着办', 'busy'],
    [{ state: 'unheard_of', state_name: '新状态' }, '新状态', 'busy'],
  ])('%o', (values, sentence, tone) => {
    expect(stateSentence(ticket(values as Partial<TicketItem>))).toBe(sentence)
    expect(toneOf(ticket(values as Partial<TicketItem>))).toBe(tone)
  })

  test('a finished matter has no deadline any more', () => {
    const due = new Date(2030, 0, 1).toISOString()
    expect(dueLine(ticket({ state: 'closed', finish_due_at: due }))).toBe('')
    expect(dueLine(ticket({ finish_due_at: due }))).toContain('前办完')
  })
})

describe('the code of a poster', () => {
  beforeEach(() => vi.unstubAllGlobals())
  test.each([
    ['https://fuwu.example.cn/p/AB23CD45EF', 'AB23CD45EF'],
    ['https://fuwu.example.cn/m/#/?code=AB23', 'AB23'],
    ['AB23CD45EF', 'AB23CD45EF'],
    ['https://elsewhere.example.cn/', ''],
    ['随便什么', ''],
  ])('%s → %s', (text, code) => expect(codeIn(text)).toBe(code))

  test('is kept until it is used, and used once', () => {
    keepArrival({ q: encodeURIComponent('https://fuwu.example.cn/p/AB23CD45EF') })
    keepArrival({})
    expect(takeArrival()).toBe('AB23CD45EF')
    expect(takeArrival()).toBe('')
  })
})
