/** What the list can be narrowed by. These are also the names in the address and on the wire. */
export const NO_FILTERS = {
  state: '',
  compound_id: '',
  category: '',
  urgency: '',
  overdue: false,
  mine: false,
  q: '',
}

export type TicketFilterValues = typeof NO_FILTERS
