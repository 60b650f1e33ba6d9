/** Dates and figures as people here write them. All times are shown in Beijing time, wherever the browser is. */

const ZONE = 'Asia/Shanghai'
const HOUR = 3_600_000
const DAY = 24 * HOUR

const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Wall {
  year: string
  month: string
  day: string
  hour: string
  minute: string
}

/** The wall clock in Beijing at an instant. */
export function wall(at: string | Date): Wall {
  const found: Record<string, string> = {}
  for (const part of parts.formatToParts(new Date(at))) found[part.type] = part.value
  return found as unknown as Wall
}

/** A moment as a form takes it: `2026-11-22T14:05:00+08:00`, on the wall in Beijing. */
export function wallMoment(at: string | Date): string {
  const { year, month, day, hour, minute } = wall(at)
  return `${year}-${month}-${day}T${hour}:${minute}:00+08:00`
}

/** 2026-11-22 */
export function date(at: string | Date): string {
  const { year, month, day } = wall(at)
  return `${year}-${month}-${day}`
}

/** 11-22 14:05, with the year when it is not the present one. */
export function dateTime(at: string | Date, now: Date = new Date()): string {
  const then = wall(at)
  const year = then.year === wall(now).year ? '' : then.year + '-'
  return `${year}${then.month}-${then.day} ${then.hour}:${then.minute}`
}

/** 今天 14:05, 昨天 14:05, 明天 14:05, else dateTime. */
export function nearTime(at: string | Date, now: Date = new Date()): string {
  const day = (Date.parse(date(at)) - Date.parse(date(now))) / DAY
  const name = day === 0 ? '今天' : day === -1 ? '昨天' : day === 1 ? '明天' : null
  const { hour, minute } = wall(at)
  return name ? `${name} ${hour}:${minute}` : dateTime(at, now)
}

/** A length of time in at most two units: 3 天 4 小时, 25 分钟. Input in milliseconds. */
export function span(ms: number): string {
  const minutes = Math.max(1, Math.floor(Math.abs(ms) / 60_000))
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 && hours < 6 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`
  const days = Math.floor(hours / 24)
  return hours % 24 && days < 3 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
}

/** 还剩 3 小时 / 已超时 2 天. */
export function dueWords(dueAt: string, now: Date = new Date()): string {
  const left = Date.parse(dueAt) - now.getTime()
  return left >= 0 ? `还剩 ${span(left)}` : `已超时 ${span(left)}`
}

/** 1000+ when the count stopped there. */
export function cappedCount(count: number, capped: boolean): string {
  return capped ? `${count}+` : String(count)
}

/** Seconds as people say them: 45 秒, 3 分钟, 2 小时. */
export function seconds(value: number): string {
  return value < 60 ? `${Math.round(value)} 秒` : span(value * 1000)
}

/** 92.3%, or — where nothing was counted. */
export function percent(perMille: number | null): string {
  return perMille === null ? '—' : `${(perMille / 10).toFixed(1)}%`
}

/** 2026年11月 */
export function monthWords(month: string): string {
  const [year, number] = month.split('-')
  return `${year}年${Number(number)}月`
}

/** The present month and those before it, newest first: 2026-11, 2026-10 … In Beijing. */
export function monthsBack(count: number, now: Date = new Date()): string[] {
  const { year, month } = wall(now)
  return Array.from({ length: count }, (_, back) => {
    const at = Number(year) * 12 + Number(month) - 1 - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** Today, or some days later, as an input of a day takes it. */
export function dayFrom(days: number, now: Date = new Date()): string {
  return new Date(now.getTime() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
}

/** How large a file is: 420 KB, 1.3 MB. */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
