/** Tickets of the mock API: a life with the moves of the contract, nothing kept between runs. */
import { CATALOGUE, COMPOUND, OTHER, PROVIDER, BUILDINGS } from './data.mjs'

const STATE_NAMES = {
  submitted: '待受理',
  dispatched: '已派单',
  accepted: '已接单',
  in_progress: '处理中',
  suspended: '挂起',
  awaiting_confirmation: '待居民确认',
  closed: '已办结',
  withdrawn: '已撤回',
  merged: '已并案',
}
const URGENCY = { U1: '危急', U2: '急修', U3: '一般', U4: '普通', U5: '疑难' }
export const OPEN = [
  'submitted',
  'dispatched',
  'accepted',
  'in_progress',
  'suspended',
  'awaiting_confirmation',
]

const MOVES = {
  accept: [['dispatched'], 'accepted', 'staff'],
  start: [['accepted'], 'in_progress', 'staff'],
  suspend: [['in_progress'], 'suspended', 'staff'],
  resume: [['suspended'], 'in_progress', 'staff'],
  finish: [['in_progress'], 'awaiting_confirmation', 'staff'],
  confirm: [['awaiting_confirmation'], 'closed', 'resident'],
  reopen: [['awaiting_confirmation', 'closed'], 'dispatched', 'resident'],
  withdraw: [['submitted', 'dispatched', 'accepted'], 'withdrawn', 'resident'],
  reassign: [['dispatched', 'accepted', 'in_progress', 'suspended'], 'dispatched', 'manager'],
  ask: [['accepted', 'in_progress'], 'suspended', 'staff'],
  answer: [['suspended'], 'in_progress', 'resident'],
  urge: [['dispatched', 'accepted', 'in_progress'], null, 'resident'],
}
const SENTENCES = {
  submit: () => '已收到您的报修',
  dispatch: () => `按规则派给${PROVIDER.name}：楼道设备由物业负责`,
  accept: (who) => `${who}接单了`,
  start: (who) => `${who}到了现场，开始处理`,
  suspend: () => '先停一停',
  resume: () => '接着处理',
  finish: (who) => `${who}办好了，等您确认`,
  confirm: () => '您确认了结果',
  reopen: () => '您说还没办好，重新派出',
  withdraw: () => '您撤回了这件事',
  reassign: () => '改派给同事',
  ask: (who) => `${who}请您补充情况`,
  answer: () => '您补充了情况',
  urge: () => '您催办了一次',
}

const HOUR = 3_600_000
const iso = (at) => new Date(at).toISOString()
const find = (code) => CATALOGUE.groups.flatMap((g) => g.categories).find((c) => c.code === code) ?? null

export function makeTicket(no, body, reporter, at = Date.now()) {
  const category = find(body.category)
  const compound = body.compound_id === OTHER.id ? OTHER : COMPOUND
  const building = BUILDINGS.find((b) => b.id === body.building_id) ?? null
  const ticket = {
    id: `t-${no}`,
    no: `SJS-261122-${String(no).padStart(4, '0')}`,
    kind: body.kind,
    kind_name: CATALOGUE.kinds.find((k) => k.value === body.kind)?.name,
    category: category?.code ?? null,
    category_name: category?.name ?? null,
    state: 'dispatched',
    urgency: category?.urgency ?? 'U3',
    version: 2,
    description: body.description ?? '',
    compound: { id: compound.id, name: compound.name },
    building: building && { id: building.id, name: building.name },
    created_at: iso(at),
    finish_due_at: iso(at + 24 * HOUR),
    responsible: PROVIDER,
    assignee: null,
    rating: null,
    outcome: null,
    basis: 'home',
    hide_me: Boolean(body.hide_me),
    round: 1,
    contact_phone_masked: body.contact_phone ? '138****0001' : null,
    suspended_until: null,
    pauses: { days: 0, days_left: 30, questions: 0, questions_left: 2 },
    reporter: { id: reporter.id, name: reporter.name, phone_masked: '138****0001' },
    cause: null,
    cause_name: null,
    question: null,
    result: null,
    result_name: null,
    result_reason: '',
    source: 'app',
    source_name: '小程序',
    level: null,
    level_name: null,
    follower_count: 0,
    joined: false,
    merged_into: null,
    merged_from: [],
    requests: [],
    parties: [],
    timeline: [],
    media: (body.media_ids ?? []).map((id) => photo(id, 'before')),
    routing: [],
  }
  note(ticket, 'submit', reporter.name, '', 'submitted', at)
  note(ticket, 'dispatch', '系统', '', 'dispatched', at)
  return ticket
}

const photo = (id, stage) => ({
  id,
  stage,
  url: `/api/v1/media/${id}?s=mock`,
  thumb_url: `/api/v1/media/${id}/thumb?s=mock`,
  width: 1200,
  height: 900,
})

function note(ticket, action, actor, words, state, at = Date.now()) {
  const seq = ticket.timeline.length + 1
  ticket.timeline.push({
    seq,
    at: iso(at),
    action,
    text: SENTENCES[action](actor),
    actor,
    note: words,
    state,
    media_ids: [],
  })
}

/** What this person may do; `side` is the door through which he looks. */
export function actionsFor(ticket, who, side) {
  return Object.entries(MOVES)
    .filter(([action, [sources, , by]]) => {
      if (!sources.includes(ticket.state)) return false
      if (action === 'answer' && ticket.cause !== 'resident') return false
      if (side === 'resident') return by === 'resident' && ticket.reporter.id === who.id
      const role = who.posts.find((post) => post.active)?.role
      if (action === 'reassign') return role === 'manager'
      return by === 'staff' && (role !== 'repair' || !ticket.assignee || ticket.assignee.id === who.id)
    })
    .map(([action]) => action)
}

export function act(ticket, action, body, who, side) {
  const move = MOVES[action]
  if (!move || !move[0].includes(ticket.state)) {
    return {
      status: 409,
      code: 'tickets.move_not_possible',
      message: '这件事的当前状态不允许此操作，请刷新后再看',
    }
  }
  if (!actionsFor(ticket, who, side).includes(action)) {
    return { status: 403, code: 'auth.forbidden', message: '没有权限' }
  }
  if (ticket.version !== body.version) {
    return { status: 409, code: 'app.conflict', message: '内容刚刚被别人改过，请刷新后再试' }
  }
  if (['finish', 'suspend', 'reopen', 'reassign', 'ask'].includes(action) && !body.note) {
    return {
      status: 422,
      code: 'app.invalid_input',
      message: '请检查填写的内容',
      fields: { note: ['请写一句说明'] },
    }
  }
  if (action === 'confirm' && !(body.outcome && body.rating >= 1 && body.rating <= 5)) {
    return {
      status: 422,
      code: 'app.invalid_input',
      message: '请检查填写的内容',
      fields: { rating: ['请打分'] },
    }
  }
  ticket.state = move[1] ?? ticket.state
  ticket.version += 1
  if (action === 'accept') ticket.assignee = { id: who.id, name: who.name }
  if (action === 'reassign') ticket.assignee = { id: body.assignee_id, name: '孙师傅' }
  if (action === 'confirm') Object.assign(ticket, { outcome: body.outcome, rating: body.rating })
  if (action === 'reopen') Object.assign(ticket, { outcome: null, rating: null, round: ticket.round + 1 })
  ticket.suspended_until = action === 'suspend' ? body.until : null
  if (action === 'ask') Object.assign(ticket, { cause: 'resident', question: body.note })
  else if (action !== 'urge') Object.assign(ticket, { cause: null, question: null })
  if (action === 'finish') ticket.media.push(...(body.media_ids ?? []).map((id) => photo(id, 'after')))
  note(ticket, action, who.name, body.note ?? body.comment ?? '', ticket.state)
  return null
}

export function item(ticket, who, side) {
  const { media, ...rest } = ticket
  for (const name of ['timeline', 'routing', 'reporter', 'filer']) delete rest[name]
  const late =
    ['dispatched', 'accepted', 'in_progress'].includes(ticket.state) &&
    Date.parse(ticket.finish_due_at) < Date.now()
  return {
    ...rest,
    state_name: ticket.cause === 'resident' ? '待补充' : STATE_NAMES[ticket.state],
    urgency_name: URGENCY[ticket.urgency],
    actions: actionsFor(ticket, who, side),
    place_text: [ticket.compound.name, ticket.building?.name].filter(Boolean).join(' '),
    late,
    photo_url: media[0]?.thumb_url ?? null,
    behalf_text: behalfText(ticket, who),
  }
}

function behalfText({ filer, reporter }, who) {
  if (!filer) return ''
  return filer.id === who.id ? `您替${reporter.name}报的` : `${filer.name}替您报的`
}

export function whole(ticket, who, side) {
  const due = ticket.finish_due_at
  const clock = (kind, name, at, met, explanation) => ({
    kind,
    name,
    due_at: at,
    met_at: met,
    status: met ? 'met' : Date.parse(at) < Date.now() ? 'late' : 'running',
    explanation,
  })
  const metAt = (action) => ticket.timeline.find((e) => e.action === action)?.at ?? null
  const created = Date.parse(ticket.created_at)
  return {
    ...item(ticket, who, side),
    timeline: ticket.timeline,
    media: ticket.media,
    routing: ticket.routing,
    reporter: ticket.reporter,
    can_reveal: side === 'staff' && ticket.assignee?.id === who.id,
    clocks: [
      clock(
        'contact',
        '首次联系',
        iso(created + 4 * HOUR),
        metAt('accept'),
        '一般事项：派单后 4 小时内联系居民',
      ),
      clock('finish', '办完', due, metAt('finish'), '楼道照明：派单后 24 小时内修复，中间暂停的时间不算'),
    ],
  }
}
