/** Dates and numbers the way people say them. */

const DAY = 86_400_000
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
}

/** `今天 15:00`, `明天 9:30`, `11月24日 周二 18:00`; with the year when it is another one. Empty for no date. */
export function plainTime(text: string | null | undefined, now = new Date()): string {
  if (!text) return ''
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return ''
  const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`
  const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY)
  const near: Record<number, string> = { [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' }
  if (near[days]) return `${near[days]} ${clock}`
  const year = at.getFullYear() === now.getFullYear() ? '' : `${at.getFullYear()}年`
  return `${year}${at.getMonth() + 1}月${at.getDate()}日 ${WEEKDAYS[at.getDay()]} ${clock}`
}

/** `还有 3 小时`, `还有 2 天`, `已超过 5 小时`. */
export function timeLeft(text: string | null | undefined, now = new Date()): string {
  if (!text) return ''
  const minutes = Math.round((new Date(text).getTime() - now.getTime()) / 60_000)
  const size = Math.abs(minutes)
  const amount =
    size < 60
      ? `${size} 分钟`
      : size < 48 * 60
        ? `${Math.round(size / 60)} 小时`
        : `${Math.round(size / 1440)} 天`
  return minutes >= 0 ? `还有 ${amount}` : `已超过 ${amount}`
}

/** A date as RFC 3339 with the offset of this phone, as the API wants it. */
export function withOffset(at: Date): string {
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  const offset = -at.getTimezoneOffset()
  const sign = offset >= 0 ? '+' : '-'
  return (
    `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` +
    `T${two(at.getHours())}:${two(at.getMinutes())}:00${sign}${two(offset / 60)}:${two(offset % 60)}`
  )
}
