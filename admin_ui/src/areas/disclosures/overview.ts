import type { DisclosureOverview } from '@/api/contract'

export const FILTERS = [
  { value: '', label: '全部' },
  { value: 'late', label: '有超期的' },
  { value: 'never', label: '有从未公示的' },
  { value: 'nothing', label: '一项也没公示过' },
  { value: 'asked', label: '有疑问待答复' },
]

export interface Wanted {
  q: string
  place: string
  company: string
  only: string
}

const ONLY: Record<string, (one: DisclosureOverview) => boolean> = {
  late: (one) => one.overdue > 0,
  never: (one) => one.never > 0,
  nothing: (one) => one.published === 0,
  asked: (one) => one.objections_open > 0,
}

/** Whether a compound is one of those that are looked for. */
export const matches = (one: DisclosureOverview, wanted: Wanted): boolean =>
  one.compound.name.includes(wanted.q.trim()) &&
  (!wanted.place || one.community_name === wanted.place) &&
  (!wanted.company || one.company_name === wanted.company) &&
  (ONLY[wanted.only]?.(one) ?? true)

/** The sums over the compounds in sight. */
export function tally(rows: readonly DisclosureOverview[]) {
  const sum = (of: (one: DisclosureOverview) => number) => rows.reduce((total, one) => total + of(one), 0)
  return {
    compounds: rows.length,
    late: rows.filter((one) => one.overdue > 0).length,
    overdue: sum((one) => one.overdue),
    never: sum((one) => one.never),
    open: sum((one) => one.objections_open),
  }
}
