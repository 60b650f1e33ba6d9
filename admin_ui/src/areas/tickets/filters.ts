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
}

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
