// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { ACTIONS } from './actions'
import { clockView } from './clocks'
import { emptyDraft, missing, toBody } from './draft'
import { placeOf, pressure } from './states'
import { sampleTicket } from '@tests/samples'

const NOW = new Date('2026-11-22T04:00:00Z')
const form = (action: string) => ACTIONS[action]!

describe('forms of actions', () => {
  it('ask for what the action needs', () => {
    expect(Object.keys(missing(form('suspend'), emptyDraft(), NOW)).sort()).toEqual([
      'cause',
      'note',
      'until',
    ])
    expect(Object.keys(missing(form('finish'), emptyDraft(), NOW)).sort()).toEqual(['note', 'result'])
    expect(Object.keys(missing(form('merge'), emptyDraft(), NOW)).sort()).toEqual(['into', 'note'])
    expect(Object.keys(missing(form('whistle'), emptyDraft(), NOW)).sort()).toEqual(['note', 'target'])
    expect(Object.keys(missing(form('reassign'), emptyDraft(), NOW)).sort()).toEqual(['note', 'target'])
    expect(Object.keys(missing(form('confirm'), emptyDraft(), NOW)).sort()).toEqual(['outcome', 'rating'])
    expect(missing(form('withdraw'), emptyDraft(), NOW)).toEqual({})
  })

  it('refuse to suspend until a moment that is over', () => {
    const draft = { ...emptyDraft(), note: '等配件', cause: 'parts', until: '2026-11-22T11:00:00+08:00' }
    expect(missing(form('suspend'), draft, NOW)).toEqual({ until: '时间应晚于现在' })
    expect(missing(form('suspend'), { ...draft, until: '2026-11-22T13:00:00+08:00' }, NOW)).toEqual({})
  })

  it('send only the fields of their action', () => {
    const draft = { ...emptyDraft(), note: ' 原因 ', until: 'u', media_ids: ['m'], target: 'organisation:o2' }
    expect(toBody(form('reassign'), draft, 3)).toEqual({ version: 3, note: '原因', organisation_id: 'o2' })
    expect(toBody(form('reassign'), { ...draft, target: 'person:p1' }, 3)).toEqual({
      version: 3,
      note: '原因',
      assignee_id: 'p1',
    })
    expect(toBody(form('suspend'), { ...draft, cause: 'parts' }, 3)).toEqual({
      version: 3,
      note: '原因',
      until: 'u',
      cause: 'parts',
    })
    expect(toBody(form('merge'), { ...draft, into: 't2' }, 3)).toEqual({
      version: 3,
      note: '原因',
      into_id: 't2',
    })
    expect(toBody(form('confirm'), { ...draft, outcome: 'solved', rating: '5' }, 3)).toEqual({
      version: 3,
      outcome: 'solved',
      rating: 5,
    })
  })
})

describe('the result of the work', () => {
  const filled = { ...emptyDraft(), note: '看过了' }

  it('needs a reason where nothing was mended, and only there', () => {
    expect(missing(form('finish'), { ...filled, result: 'solved' }, NOW)).toEqual({})
    expect(missing(form('finish'), { ...filled, result: 'unsolvable' }, NOW)).toEqual({
      reason: '请写明原因',
    })
    expect(missing(form('finish'), { ...filled, result: 'not_ours' }, NOW)).toEqual({ reason: '请写明原因' })
  })

  it('is sent without a reason that was typed for another result', () => {
    const draft = { ...filled, reason: '管线归自来水公司' }
    expect(toBody(form('finish'), { ...draft, result: 'solved' }, 1)).toEqual({
      version: 1,
      note: '看过了',
      media_ids: [],
      result: 'solved',
    })
    expect(toBody(form('finish'), { ...draft, result: 'not_ours' }, 1).reason).toBe('管线归自来水公司')
  })
})

describe('clocks', () => {
  const clock = {
    kind: 'finish' as const,
    name: '办结',
    started_at: '2026-11-22T00:00:00Z',
    due_at: '2026-11-22T08:00:00Z',
    met_at: null,
    provisional: false,
    explanation: '',
  }
  const start = '2026-11-22T00:00:00Z'

  it('show how much of the time is used up', () => {
    expect(clockView({ ...clock, status: 'running' }, start, NOW)).toEqual({ percent: 50, tone: 'good' })
    expect(clockView({ ...clock, status: 'running' }, start, new Date('2026-11-22T07:00:00Z')).tone).toBe(
      'soon',
    )
    expect(clockView({ ...clock, status: 'running' }, start, new Date('2026-11-22T09:00:00Z'))).toEqual({
      percent: 100,
      tone: 'late',
    })
    expect(clockView({ ...clock, status: 'met', met_at: '2026-11-22T02:00:00Z' }, start, NOW).percent).toBe(
      25,
    )
    expect(clockView({ ...clock, status: 'paused' }, start, NOW).tone).toBe('rest')
  })
})

describe('how pressing a ticket looks', () => {
  const item = (over: object) => ({ ...sampleTicket(), finish_due_at: '2026-11-22T08:00:00Z', ...over })

  it('follows the state as well as the date', () => {
    expect(pressure(item({}), NOW)).toBe('is-soon')
    expect(pressure(item({ late: true }), NOW)).toBe('is-late')
    expect(pressure(item({ state: 'awaiting_confirmation' }), NOW)).toBe('')
    expect(pressure(item({ state: 'suspended' }), NOW)).toBe('')
    expect(pressure(item({ state: 'closed' }), NOW)).toBe('')
    expect(pressure(item({ finish_due_at: '2026-12-01T00:00:00Z' }), NOW)).toBe('')
  })

  it('names the compound once', () => {
    const compound = { id: 'c', name: '示例东里' }
    expect(placeOf({ compound, place_text: '示例东里 1 号楼' })).toBe('示例东里 1 号楼')
    expect(placeOf({ compound, place_text: '1 号楼' })).toBe('示例东里 1 号楼')
    expect(placeOf({ compound, place_text: '' })).toBe('示例东里')
  })
})
