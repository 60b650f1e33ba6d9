/** The tickets of the stand-in API and their moves. */
import * as data from './data.mjs'

export const tickets = data.makeTickets(137)

export class Refusal extends Error {
  constructor(status, code, message, fields = {}) {
    super(message)
    Object.assign(this, { status, code, fields })
  }
}
export const notFound = () => new Refusal(404, 'app.not_found', '内容不存在或不可见')

/** The filters of the ticket list that have a value. */
const TESTS = {
  state: (one, value) => one.state === value,
  compound_id: (one, value) => one.compound.id === value,
  category: (one, value) => one.category === value,
  urgency: (one, value) => one.urgency === value,
  overdue: (one) => one.late,
  mine: (one) => one.assignee,
  q: (one, value) => (one.no + one.description + one.category_name).includes(value),
}

export function listTickets(query) {
  return tickets.filter((one) => [...query].every(([name, value]) => !TESTS[name] || TESTS[name](one, value)))
}

const TARGET_STATE = {
  accept: 'accepted',
  start: 'in_progress',
  suspend: 'suspended',
  resume: 'in_progress',
  finish: 'awaiting_confirmation',
  confirm: 'closed',
  reopen: 'dispatched',
  withdraw: 'withdrawn',
  reassign: 'dispatched',
}

export function act(id, action, body) {
  const ticket = tickets.find((one) => one.id === id)
  if (!ticket) throw notFound()
  if (body.version !== ticket.version)
    throw new Refusal(409, 'app.conflict', '内容已被他人更新，请刷新后重试')
  if (!ticket.actions.includes(action))
    throw new Refusal(409, 'tickets.move_not_possible', '工单当前状态不允许此操作')
  ticket.state = TARGET_STATE[action]
  ticket.state_name = data.STATE_NAMES[ticket.state]
  ticket.actions = data.ACTIONS_OF[ticket.state]
  ticket.version += 1
  return data.detail(ticket)
}
