import type { StandardsItem } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

export type State = StandardsItem['state']

export const STATES: readonly { value: State; label: string; tone: Tone }[] = [
  { value: 'late', label: '已逾期', tone: 'brick' },
  { value: 'due', label: '本期待做', tone: 'ochre' },
  { value: 'on_time', label: '已按时做', tone: 'leaf' },
  { value: 'not_yet', label: '还没到时候', tone: 'slate' },
  { value: 'as_needed', label: '按需', tone: 'slate' },
  { value: 'not_applicable', label: '不适用', tone: 'plain' },
]
export const toneOf = (state: State): Tone => STATES.find((one) => one.value === state)?.tone ?? 'plain'

export const LEVELS = [
  { value: 1, label: '一级' },
  { value: 2, label: '二级' },
  { value: 3, label: '三级' },
] as const

/** The periods that a contract may name, as the server knows them. */
export const PERIODS = [
  { value: 'day', label: '每天' },
  { value: 'week', label: '每周' },
  { value: 'half_month', label: '每半月' },
  { value: 'month', label: '每月' },
  { value: 'two_months', label: '每两月' },
  { value: 'quarter', label: '每季度' },
  { value: 'half_year', label: '每半年' },
  { value: 'year', label: '每年' },
  { value: 'two_years', label: '每两年' },
] as const

export const MEASURES: Record<string, string> = {
  freq: '看次数',
  time: '看时限',
  rate: '看比率',
  presence: '看有没有',
}
export const EVIDENCE: Record<string, string> = {
  photo: '打卡要拍照',
  record: '打卡',
  none: '按回访和投诉统计',
}
export const PLAN_TONES: Record<string, Tone> = {
  draft: 'ochre',
  fixed: 'leaf',
  superseded: 'plain',
  discarded: 'plain',
}

/** 11月5日, with the year when it is another one than that of `today`. */
export function dayWords(day: string, today: string): string {
  const [year, month, date] = day.split('-')
  return `${year === today.slice(0, 4) ? '' : year + '年'}${Number(month)}月${Number(date)}日`
}

/** 今天, or from its first to its last day. */
export function spanWords(first: string, last: string, today: string): string {
  if (first === last) return first === today ? '今天' : dayWords(first, today)
  return `${dayWords(first, today)}至${dayWords(last, today)}`
}

/** How many days lie between two days. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
