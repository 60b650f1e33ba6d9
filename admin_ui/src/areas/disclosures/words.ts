import type { DisclosureDuty, DisclosureForm } from '@/api/contract'
import { wall } from '@/core/format'
import type { Tone } from '@/ui/AppTag.vue'

export const VERSION_TONES: Record<string, Tone> = {
  draft: 'ochre',
  submitted: 'pine',
  published: 'leaf',
  superseded: 'slate',
  withdrawn: 'brick',
  discarded: 'plain',
}
export const DUTY_TONES: Record<string, Tone> = {
  overdue: 'brick',
  due: 'ochre',
  ok: 'leaf',
  exempt: 'plain',
}
export const QUESTION_TONES: Record<string, Tone> = { open: 'ochre', answered: 'leaf', withdrawn: 'plain' }
/** 第 2 版; it gets its number when it is published. */
export const numberWords = (number: number | null): string =>
  number === null ? '新的一版' : `第 ${number} 版`

/** The first sixteen signs of a seal: enough to compare two by eye. */
export const shortHash = (hash: string | null): string => hash?.slice(0, 16) ?? ''

export interface Period {
  from: string
  to: string
  label: string
}

const MONTHS_OF_QUARTER = 3
const pad = (number: number) => String(number).padStart(2, '0')
const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
const span = (year: number, first: number, last: number, label: string): Period => ({
  from: `${year}-${pad(first)}-01`,
  to: `${year}-${pad(last)}-${lastDay(year, last)}`,
  label,
})

/** The whole years or quarters that can be published now or soon, the last one that is over first. */
export function periodsOf(kind: DisclosureForm['period'], now: Date = new Date()): Period[] {
  const { year, month } = wall(now)
  if (kind === 'year')
    return Array.from({ length: 6 }, (_, back) => Number(year) - 1 - back)
      .concat(Number(year))
      .map((one) => span(one, 1, 12, `${one} 年度`))
  if (kind !== 'quarter') return []
  const present = Number(year) * 4 + Math.ceil(Number(month) / MONTHS_OF_QUARTER) - 1
  return Array.from({ length: 9 }, (_, back) => present - 1 - back)
    .concat(present)
    .map((count) => {
      const [in_, quarter] = [Math.floor(count / 4), count % 4]
      const first = quarter * MONTHS_OF_QUARTER + 1
      return span(in_, first, first + 2, `${in_} 年第 ${quarter + 1} 季度`)
    })
}

/** 已超过 40 天, 还有 12 天, 没有固定期限. */
export function dueWords(duty: DisclosureDuty, today: string): string {
  if (duty.state === 'exempt') return '不适用'
  if (!duty.next_due_on) return duty.rhythm.startsWith('长期') ? '一直有效' : '有事时公示'
  if (duty.days_late) return `已超过 ${duty.days_late} 天`
  const days = Math.round((Date.parse(duty.next_due_on) - Date.parse(today)) / 86_400_000)
  return days === 0 ? '今天到期' : `还有 ${days} 天`
}

export const LABEL_PLACES = [
  { value: 'gate', label: '大门', hint: '小区门口，一张' },
  { value: 'door', label: '单元门', hint: '每个单元一张' },
  { value: 'lift', label: '电梯', hint: '每部电梯一张' },
  { value: 'bin', label: '垃圾桶站', hint: '每个桶站一张' },
] as const
export const SIZES = ['A4', 'A3'] as const
