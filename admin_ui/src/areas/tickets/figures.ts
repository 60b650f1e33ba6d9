import type { TicketOverview } from '@/api/contract'

export type Figure = Exclude<keyof TicketOverview, 'id' | 'name'>

/**
 * What is counted of the open orders, and the list of exactly these: the same words for the server
 * (tests/tickets/test_overview.py counts them on both sides).
 */
export const FIGURES: readonly { key: Figure; label: string; query: Record<string, string> }[] = [
  { key: 'open', label: '在办', query: { state: 'open' } },
  { key: 'late', label: '超期', query: { overdue: 'true' } },
  { key: 'unrouted', label: '待受理', query: { state: 'submitted' } },
  { key: 'waiting', label: '待接单', query: { state: 'dispatched' } },
  { key: 'working', label: '办理中', query: { state: 'working' } },
  { key: 'suspended', label: '停着', query: { state: 'suspended' } },
  { key: 'shelved', label: '其中挂账', query: { state: 'suspended', cause: 'shelved' } },
  { key: 'confirming', label: '待确认', query: { state: 'awaiting_confirmation' } },
  { key: 'at_community', label: '提级到社区', query: { state: 'open', level: 'community' } },
  { key: 'at_street', label: '提级到街道', query: { state: 'open', level: 'street' } },
  { key: 'at_district', label: '提级到区', query: { state: 'open', level: 'district' } },
]

export const NOBODY_YET = '尚未确定责任单位'

/** The address of the list behind a figure. `of` only says on the page what it is narrowed to. */
export function behind(groupBy: string, row: Pick<TicketOverview, 'id' | 'name'>, key: Figure) {
  const figure = FIGURES.find((one) => one.key === key)
  const place = { [`${groupBy}_id`]: row.id ?? 'none', of: row.name ?? NOBODY_YET }
  return { path: '/tickets', query: { ...figure?.query, ...place } }
}
