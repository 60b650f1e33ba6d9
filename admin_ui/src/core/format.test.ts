// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { cappedCount, date, dateTime, dueWords, nearTime, seconds, span, wallMoment } from './format'

const NOW = new Date('2026-11-22T04:00:00Z') // noon in Beijing

describe('format', () => {
  it('shows Beijing time wherever the browser is', () => {
    expect(date('2026-11-22T17:30:00+00:00')).toBe('2026-11-23')
    expect(dateTime('2026-11-22T06:05:00+00:00', NOW)).toBe('11-22 14:05')
    expect(dateTime('2025-11-22T06:05:00+00:00', NOW)).toBe('2025-11-22 14:05')
    expect(wallMoment('2025-11-22T17:05:42+00:00')).toBe('2025-11-23T01:05:00+08:00')
  })

  it('names the days next to today', () => {
    expect(nearTime('2026-11-22T20:00:00+08:00', NOW)).toBe('今天 20:00')
    expect(nearTime('2026-11-21T23:59:00+08:00', NOW)).toBe('昨天 23:59')
    expect(nearTime('2026-11-23T00:00:00+08:00', NOW)).toBe('明天 00:00')
    expect(nearTime('2026-11-30T08:00:00+08:00', NOW)).toBe('11-30 08:00')
  })

  it('says what is left and what is over', () => {
    expect(dueWords('2026-11-22T05:30:00Z', NOW)).toBe('还剩 1 小时 30 分')
    expect(dueWords('2026-11-20T00:00:00Z', NOW)).toBe('已超时 2 天 4 小时')
    expect(span(30_000)).toBe('1 分钟')
    expect(span(26 * 3_600_000)).toBe('1 天 2 小时')
    expect(span(240 * 3_600_000)).toBe('10 天')
  })

  it('says where a count stopped', () => {
    expect(cappedCount(1000, true)).toBe('1000+')
    expect(cappedCount(12, false)).toBe('12')
    expect(seconds(4.2)).toBe('4 秒')
    expect(seconds(300)).toBe('5 分钟')
  })
})
