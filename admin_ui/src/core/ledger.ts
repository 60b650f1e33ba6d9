import type { LedgerColumn, LedgerValue as Value } from '@/api/contract'

/** Figures as people type and read them, and whole numbers of a small unit (fen, 0.01 ㎡, 0.1 %) as they are kept. */

const PLACES: Record<string, number> = { money_fen: 2, rate_fen: 2, area_centi_m2: 2, permille: 1, whole: 0 }
const MOST_DIGITS = 13
const TYPED = /^([+-]?)(\d+)(?:\.(\d*))?$/

export const isNumber = (column: LedgerColumn): boolean => column.kind in PLACES
const placesOf = (column: LedgerColumn): number => PLACES[column.kind] ?? 0

/** Without what people write around a figure: full width, thousands, blanks, the unit, a currency sign. */
function bare(column: LedgerColumn, text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,¥]/g, '')
    .replace('−', '-')
  const bracketed = /^\((.+)\)$/.exec(plain)?.[1] // how bookkeepers write a negative amount
  const amount = bracketed ? '-' + bracketed : plain
  const units = ['元', '㎡', 'm2', '%', column.unit.normalize('NFKC')].filter(Boolean)
  const unit = units.find((one) => amount.endsWith(one))
  return unit ? amount.slice(0, -unit.length) : amount
}

/** What was typed in its kept form; what cannot be read stays the text that it is, so that nothing is lost. */
export function typed(column: LedgerColumn, text: string): Value {
  if (!text.trim()) return null
  const found = TYPED.exec(bare(column, text))
  const [, sign, whole = '', rest = ''] = found ?? []
  const places = placesOf(column)
  const cut = rest.replace(/0+$/, '')
  if (!found || whole.length > MOST_DIGITS || cut.length > places) return text.trim()
  const kept = Number(whole + cut.padEnd(places, '0'))
  return sign === '-' && kept !== 0 ? -kept : kept
}

/** A kept figure as one would type it: 1234.50 */
export function plain(column: LedgerColumn, value: Value): string {
  if (typeof value !== 'number') return value === null ? '' : String(value)
  const places = placesOf(column)
  const digits = String(Math.abs(value)).padStart(places + 1, '0')
  const sign = value < 0 ? '-' : ''
  const point = digits.length - places
  return sign + digits.slice(0, point) + (places ? '.' + digits.slice(point) : '')
}

/** The same with thousands, as one reads it in a column: 1,234.50 */
export function grouped(column: LedgerColumn, value: Value): string {
  if (typeof value !== 'number') return plain(column, value)
  const [whole = '', rest] = plain(column, value).split('.')
  const marked = column.kind === 'whole' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return rest === undefined ? marked : `${marked}.${rest}`
}

/** A cell as people read it, without the unit of its column. */
export function cellWords(column: LedgerColumn, value: Value): string {
  if (value === null || value === undefined || value === '') return ''
  if (column.kind === 'flag') return value ? '是' : '否'
  if (column.kind === 'choice') return column.choices.find((one) => one.code === value)?.name ?? String(value)
  return isNumber(column) ? grouped(column, value) : String(value)
}

/** A value as people read it on its own: 1,234.50 元 */
export function words(column: LedgerColumn, value: Value): string {
  const cell = cellWords(column, value)
  if (!cell || !isNumber(column) || !column.unit) return cell
  return column.unit === '%' ? cell + '%' : `${cell} ${column.unit}`
}

/** The heading of a column, with its unit. */
export const titleOf = (column: LedgerColumn): string =>
  column.unit ? `${column.label}（${column.unit}）` : column.label

/** What is wrong with a value before the server is asked; empty when it can be kept. */
export function unreadable(column: LedgerColumn, value: Value): string {
  if (!isNumber(column) || typeof value !== 'string') return ''
  const places = placesOf(column)
  return places ? `应为数字，最多 ${places} 位小数` : '应为整数'
}

/** A text from a cell of a table program, as the value of a column. */
export function pasted(column: LedgerColumn, text: string): Value {
  const word = text.trim()
  if (!word) return null
  if (isNumber(column)) return typed(column, word)
  if (column.kind === 'flag')
    return ['是', '有', '√'].includes(word) ? true : ['否', '无', '×'].includes(word) ? false : null
  if (column.kind === 'choice') return column.choices.find((one) => one.name === word)?.code ?? null
  if (column.kind !== 'day') return word
  const day = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(word)
  return day ? `${day[1]}-${day[2]!.padStart(2, '0')}-${day[3]!.padStart(2, '0')}` : null
}
