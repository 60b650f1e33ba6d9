/** Figures, days and changes in the words of the people who read them. */
import type { FeeRule, TableChanges } from '@/areas/transparency/api'
import { plainTime } from '@/core/format'

/** Nobody's home is larger: ten thousand square metres, in 0.01 ㎡. */
const MOST_CENTI_M2 = 1_000_000
const SHOWN_CHANGES = 100

/** A whole number of small units with its decimals and thousands apart: `1,234.50`. */
export function decimal(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${value < 0 ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`
}

export function yuan(fen: number): string {
  return `${decimal(fen, 2)} 元`
}

/** A day or a moment: `2026年11月22日`. */
export function dayWords(value: string | null | undefined): string {
  if (!value) return ''
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  if (day) return `${day[1]}年${Number(day[2])}月${Number(day[3])}日`
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? '' : `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日`
}

/** When something was done last, with where and how one knows. */
export function lastWords(
  last: { at: string; building: string | null; asset: string | null; source_name: string } | null,
): string {
  if (!last) return '还没有记录'
  const where = `${last.building ?? ''}${last.asset ?? ''}`
  return `${plainTime(last.at)}${where ? `，${where}` : ''}（${last.source_name}）`
}

/** The last day on which something is in time, for who does it: `今天要做`, `最晚明天`, `最晚 2026年11月29日`. */
export function dueWords(day: string, today: string): string {
  const apart = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)
  if (apart <= 0) return '今天要做'
  return apart === 1 ? '最晚明天' : `最晚 ${dayWords(day)}`
}

/** Tenths of a percent: `98.5%`, without a needless decimal. */
export function percentWords(permille: number | null): string {
  if (permille === null) return '—'
  return `${Math.floor(permille / 10)}.${permille % 10}%`.replace('.0%', '%')
}

/** An area that somebody typed, in 0.01 ㎡; null when it is no area of a home. */
export function areaOf(typed: string): number | null {
  const plain = typed
    .normalize('NFKC')
    .trim()
    .replace(/\s*(m2|平方米|平米)$/i, '')
  const found = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!found) return null
  const area = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return area > 0 && area <= MOST_CENTI_M2 ? area : null
}

/** What a home of an area pays in a month, and how it comes about, in one sentence. Half a fen is rounded up. */
export function myFee(rule: FeeRule, centiM2: number): string {
  const fen = Math.floor((centiM2 * rule.rate_fen + 50) / 100)
  return `您家每月的${rule.name}：${decimal(centiM2, 2)} ㎡ × ${rule.price} = 每月 ${yuan(fen)}。`
}

/** What changes, in sentences: `物业服务费：收费标准由 0.58 元 改为 0.68 元`. */
export function changeLines(tables: TableChanges[]): string[] {
  return tables.flatMap((table) =>
    table.changes.slice(0, SHOWN_CHANGES).map((change) => {
      const name = table.table === 'head' ? '' : `${change.key}：`
      if (change.kind === 'changed') {
        const cells = change.cells.map(
          (cell) => `${cell.label}由 ${cell.before || '空白'} 改为 ${cell.after || '空白'}`,
        )
        return name + cells.join('，')
      }
      const side = change.kind === 'added' ? 'after' : 'before'
      const cells = change.cells.filter((cell) => cell[side]).map((cell) => `${cell.label} ${cell[side]}`)
      return `${change.kind === 'added' ? '新增' : '取消'}“${change.key}”（${table.name}）：${cells.join('，')}`
    }),
  )
}
