import { toQuery } from '@/core/filters'
import { CAUSES } from './states'

/** What the list can be narrowed by. These are also the names in the address and on the wire. */
export const NO_FILTERS = {
  state: '',
  compound_id: '',
  category: '',
  urgency: '',
  cause: '',
  source: '',
  level: '',
  community_id: '',
  street_id: '',
  organisation_id: '',
  overdue: false,
  mine: false,
  called: false,
  sort: '',
  q: '',
  of: '',
}

/** What the server is asked: `of` is only for the page, and the ledger of hard cases comes by its reviews. */
export function onTheWire(filters: TicketFilterValues): Record<string, string> {
  const query = toQuery({ ...filters, of: '' })
  const byReview = filters.cause === 'shelved' && !filters.sort && mayBeReviewed(filters.state)
  return byReview ? { ...query, sort: 'review' } : query
}

/** Only what stands still has a day on which it is looked at again. */
export const mayBeReviewed = (state: string) => ['', 'open', 'suspended'].includes(state)

/** Filters that a link sets and the bar has no box for. */
export const PLACE_FILTERS = ['street_id', 'community_id', 'organisation_id'] as const
export const LEVELS: Record<string, string> = { community: '社区', street: '街道', district: '区' }

/** How an order came in. */
export const SOURCES = [
  { value: 'app', label: '小程序' },
  { value: 'phone', label: '电话' },
  { value: 'window', label: '窗口' },
  { value: 'hotline', label: '12345' },
  { value: 'open311', label: 'Open311' },
  { value: 'proactive', label: '未诉先办' },
]

/** Why an order stands still: what a worker may choose, and what other steps bring. */
export const STANDSTILLS = [
  { value: 'shelved', label: '挂账' },
  { value: 'resident', label: '等居民补充' },
  ...CAUSES,
]

export type TicketFilterValues = typeof NO_FILTERS
