import { describe, expect, it } from 'vitest'
import type { AssemblyMeeting } from '@/areas/council/api'
import { everyLine, meetingLine, plainDay, resultLine, ruleLine } from '@/areas/council/words'

const meeting = (more: Partial<AssemblyMeeting> = {}): AssemblyMeeting => ({
  id: 'm1',
  state: 'announced',
  state_name: '已通知',
  kind_name: '定期会议',
  form_name: '集体讨论',
  place: '',
  topics: '一、修订管理规约',
  notice_on: '2026-11-01',
  planned_on: '2026-11-20',
  held_on: null,
  result: '',
  poll_id: null,
  posted_on: null,
  posted_at: '',
  because: '',
  ...more,
})

describe('the assembly in plain words', () => {
  it('says when a meeting is, was, or is not', () => {
    expect(meetingLine(meeting())).toBe('定在2026年11月20日召开，集体讨论')
    expect(meetingLine(meeting({ place: '社区活动室' }))).toBe('定在2026年11月20日召开，集体讨论，社区活动室')
    expect(meetingLine(meeting({ state: 'held', held_on: '2026-11-21' }))).toBe(
      '2026年11月21日召开，集体讨论',
    )
    expect(meetingLine(meeting({ state: 'cancelled', form_name: '' }))).toBe('原定2026年11月20日，不开了')
  })

  it('says where the result is, or that it is still to be posted', () => {
    expect(resultLine(meeting())).toBe('')
    expect(resultLine(meeting({ state: 'held', held_on: '2026-11-20' }))).toContain('三天内公示')
    expect(resultLine(meeting({ state: 'posted', posted_on: '2026-11-22', posted_at: '大门、1号楼' }))).toBe(
      '2026年11月22日公示在大门、1号楼',
    )
  })

  it('says which rules there are, and how often owners meet', () => {
    expect(ruleLine('2025年版', '2025-03-09')).toBe('2025年版，2025年3月9日通过')
    expect(ruleLine('', null)).toBe('还没有')
    expect([everyLine(12), everyLine(6)]).toEqual(['每年至少开一次会', '每6个月至少开一次会'])
    expect(plainDay('2026-01-02')).toBe('2026年1月2日')
  })
})
