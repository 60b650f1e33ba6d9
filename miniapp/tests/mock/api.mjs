/**
 * The API of the contract in memory: for screenshots without a backend and for the test of the built mini-program.
 * `handle` is pure but for the state that it keeps: no network, no clock but Date.now().
 */
import { BUILDINGS, CATALOGUE, COMPOUND, EMPTY, HOMES, OTHER, cast } from './data.mjs'
import { accept, delegations, invite, mayReportFor, principalsOf, revoke } from './delegates.mjs'
import {
  logRecord,
  myItems,
  myQuestions,
  publicCompound,
  publicPlace,
  publicVersion,
  publicVersions,
  question,
  undoRecord,
} from './public.mjs'
import { join, provedAgain, reveal, similar } from './neighbours.mjs'
import { OPEN, act, item, makeTicket, whole } from './tickets.mjs'
import { absent, list, ok, refuse } from './answers.mjs'

const DAY = 86_400_000

export function createApi({ seed = true } = {}) {
  const people = cast()
  const state = {
    people,
    tokens: {},
    tickets: [],
    keys: {},
    media: 0,
    bindings: [],
    notices: [],
    subscriptions: [],
    callbacks: [],
    delegations: [],
    questions: [],
    records: [],
    proven: new Set(),
  }
  const resident = people[0]
  if (seed) sow(state, people)
  state.bindings.push(binding('bind-1', resident, '3 号楼 2 单元 302 室', 'active'))
  return { state, handle: (request) => route(state, request) }
}

function sow(state, people) {
  const [resident, , repair] = people
  const add = (body, age) => {
    const full = { kind: 'repair', compound_id: COMPOUND.id, building_id: 'b-3', ...body }
    const ticket = makeTicket(state.tickets.length + 1, full, resident, Date.now() - age)
    state.tickets.unshift(ticket)
    return ticket
  }
  const move = (ticket, ...steps) => {
    for (const [action, body] of steps) {
      const who = ['confirm', 'reopen', 'withdraw'].includes(action) ? resident : repair
      act(ticket, action, { version: ticket.version, ...body }, who, who === resident ? 'resident' : 'staff')
    }
  }
  const done = { note: '换了新灯泡，试过没问题', media_ids: ['m-3'] }
  const old = add({ description: '单元门关不严，冬天漏风', category: '0203' }, 9 * DAY)
  move(
    old,
    ['accept'],
    ['start'],
    ['finish', done],
    ['confirm', { outcome: 'solved', rating: 5, comment: '挺好' }],
  )
  const unhappy = add({ description: '下水道返水，修了两次还是堵', category: '0404' }, 6 * DAY)
  move(unhappy, ['accept'], ['start'], ['finish', done], ['confirm', { outcome: 'unsolved', rating: 2 }])
  move(
    add({ description: '电梯晚上老停在一层不动', category: '0302', media_ids: ['m-2'] }, 2 * DAY),
    ['accept'],
    ['start'],
  )
  move(
    add({ description: '楼道灯坏了', category: '0201', media_ids: ['m-1'] }, DAY / 2),
    ['accept'],
    ['start'],
    ['finish', done],
  )
  add(
    { description: '三楼拐角堆了好多旧家具，老人上下楼不方便，也怕着火，请帮忙清走', category: '0901' },
    3_600_000,
  )
  state.notices.push(
    notice(1, '请您确认', '“楼道灯坏了”办好了，请看看是不是真好了。', 't-4', null),
    notice(2, '已经接单', '李建国接了“电梯晚上老停在一层不动”。', 't-3', new Date().toISOString()),
  )
}

const notice = (n, title, text, ticket_id, read_at) => ({
  id: `n-${n}`,
  kind: 'ticket',
  title,
  text,
  ticket_id,
  created_at: new Date(Date.now() - n * 3_600_000).toISOString(),
  read_at,
})

const binding = (id, person, home_label, state, relation = 'owner') => ({
  id,
  owner: person.id,
  state,
  home_label,
  compound_name: COMPOUND.name,
  relation,
  note: '',
  decision_note: state === 'refused' ? '门牌和登记的不一样，请再看看' : '',
  created_at: new Date().toISOString(),
  version: 1,
  actions: ['pending', 'active'].includes(state) ? ['end'] : [],
})

/** `request`: {method, path (without /api/v1, with query), headers, body}. */
function route(state, { method, path, headers = {}, body = {} }) {
  const [bare, queryText = ''] = path.split('?')
  const call = { state, query: Object.fromEntries(new URLSearchParams(queryText)), body, headers }
  const token = (headers.Authorization ?? headers.authorization ?? '').replace('Bearer ', '')
  call.who = state.people.find((one) => one.id === state.tokens[token]) ?? null
  for (const [rule, view, isPublic] of ROUTES) {
    const [verb, pattern] = rule.split(' ')
    const match = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(bare)
    if (verb !== method || !match) continue
    if (!isPublic && !call.who) return refuse(401, 'auth.not_signed_in', '请先登录')
    return view(call, ...match.slice(1))
  }
  return absent()
}

function begin(state, person) {
  const token = `token-${person.persona}-${Object.keys(state.tokens).length}`
  state.tokens[token] = person.id
  return token
}

const meOf = (state, who) => ({
  person: {
    id: who.id,
    name: who.name,
    phone_masked: '138****0001',
    wechat: !who.posts.length || state.tied === who.id,
  },
  posts: who.posts,
  homes: who.homes,
  compounds: who.compounds,
  principals: principalsOf(state, who),
})

function page(all, query) {
  const limit = Number(query.limit ?? 20)
  const from = Number(query.cursor ?? 0)
  const next = from + limit < all.length ? String(from + limit) : null
  return list(all.slice(from, from + limit), next)
}

function fileTicket({ state, who, body, headers }) {
  const key = headers['Idempotency-Key'] ?? headers['idempotency-key']
  if (key && state.keys[key]) return ok(whole(state.keys[key], who, 'resident'), 201)
  if (!body.description && !body.media_ids?.length) {
    return refuse(422, 'app.invalid_input', '请检查填写的内容', { description: ['请写一句话或拍一张照片'] })
  }
  const whom = body.on_behalf_of ? mayReportFor(state, who, body.on_behalf_of) : who
  if (!whom?.compounds.some((one) => one.id === body.compound_id && one.basis !== 'post')) return absent()
  const ticket = makeTicket(state.tickets.length + 1, body, whom)
  if (whom !== who) ticket.filer = who
  state.tickets.unshift(ticket)
  if (key) state.keys[key] = ticket
  return ok(whole(ticket, who, 'resident'), 201)
}

const isOpen = (ticket) => OPEN.includes(ticket.state)

function mine({ state, who, query }) {
  const own = state.tickets.filter((t) => t.reporter.id === who.id || mayReportFor(state, who, t.reporter.id))
  const wanted = { open: isOpen, closed: (t) => !isOpen(t), all: () => true }[query.state ?? 'all']
  return page(
    own.filter(wanted).map((t) => item(t, who, 'resident')),
    query,
  )
}

/** Free orders, the one that is due first at the top. */
function pool({ state, who }) {
  const free = state.tickets.filter((t) => t.state === 'dispatched' && !t.assignee)
  return list(
    free.map((t) => item(t, who, 'staff')).sort((a, b) => (a.finish_due_at < b.finish_due_at ? -1 : 1)),
  )
}

function jobs({ state, who, query }) {
  if (!who.posts.length) return refuse(403, 'auth.forbidden', '没有权限')
  let found = state.tickets
  if (query.state === 'open') found = found.filter(isOpen)
  else if (query.state) found = found.filter((t) => t.state === query.state)
  if (query.mine) found = found.filter((t) => t.assignee?.id === who.id)
  if (query.overdue) found = found.filter((t) => item(t, who, 'staff').late)
  return page(
    found.map((t) => item(t, who, 'staff')),
    query,
  )
}

const seen =
  (side) =>
  ({ state, who }, id) => {
    const ticket = state.tickets.find((t) => t.id === id)
    const filedForAnother = side === 'resident' && ticket?.filer?.id === who.id
    if (filedForAnother && !mayReportFor(state, who, ticket.reporter.id)) return absent()
    return ticket ? ok(whole(ticket, who, side)) : absent()
  }

const moved =
  (side) =>
  ({ state, who, body }, id, action) => {
    const ticket = state.tickets.find((t) => t.id === id)
    if (!ticket) return absent()
    const no = act(ticket, action, body, who, side)
    return no ? refuse(no.status, no.code, no.message, no.fields) : ok(whole(ticket, who, side))
  }

function visit({ who, body }) {
  if (body.code === 'NOPE') return absent()
  if (!who.compounds.some((one) => one.id === OTHER.id)) {
    who.compounds.unshift({ id: OTHER.id, name: OTHER.name, basis: 'visit' })
  }
  const place = { kind: 'building', id: 'b-2', name: '2 号楼' }
  return ok(
    {
      compound: { id: OTHER.id, name: OTHER.name },
      place,
      expires_at: new Date(Date.now() + DAY).toISOString(),
    },
    201,
  )
}

function bind({ state, who, body }) {
  const home = HOMES.find((one) => one.id === body.home_id)
  const made = binding(
    `bind-${state.bindings.length + 5}`,
    who,
    `3 号楼 2 单元 ${home.label}`,
    'pending',
    body.relation,
  )
  state.bindings.push(made)
  return ok(made, 201)
}

function endBinding({ state }, id) {
  const one = state.bindings.find((b) => b.id === id)
  Object.assign(one, { state: 'ended', version: one.version + 1, actions: [] })
  return ok(one)
}

function upload({ state }) {
  state.media += 1
  const id = `m-${state.media}`
  return ok(
    {
      id,
      width: 1200,
      height: 900,
      url: `/api/v1/media/${id}?s=x`,
      thumb_url: `/api/v1/media/${id}/thumb?s=x`,
    },
    201,
  )
}

function choosePost({ state, who, body }) {
  who.posts.forEach((post) => (post.active = post.id === body.post_id))
  return ok(meOf(state, who))
}

const ROUTES = [
  [
    'GET /auth/dev',
    ({ state }) =>
      ok(
        state.people.map(({ persona, title, posts }) => ({
          persona,
          title,
          posts: posts.map((p) => p.title),
        })),
      ),
    true,
  ],
  [
    'POST /auth/dev',
    ({ state, body }) =>
      ok({
        token: begin(
          state,
          state.people.find((p) => p.persona === body.persona),
        ),
      }),
    true,
  ],
  [
    'POST /auth/wechat',
    ({ state, body }) => {
      const who = state.people.find((p) => p.persona === (state.wechat ?? 'resident'))
      return body.code
        ? ok({ token: begin(state, who), person: { id: who.id, name: who.name }, first_time: false })
        : absent()
    },
    true,
  ],
  ['DELETE /auth/session', () => ok(undefined, 204)],
  ['POST /auth/post', choosePost],
  ['GET /me', ({ state, who }) => ok(meOf(state, who))],
  ['POST /me/wechat', ({ state, who }) => ((state.tied = who.id), ok(undefined, 204))],
  ['DELETE /me/wechat', ({ state }) => ((state.tied = ''), ok(undefined, 204))],
  ['GET /delegations', delegations],
  ['POST /delegations', invite],
  ['POST /delegations/accept', accept],
  ['POST /delegations/{id}/actions/revoke', revoke],
  ['GET /categories', () => ok(CATALOGUE), true],
  ['GET /public/compounds/{id}', publicCompound, true],
  ['GET /public/compounds/{id}/disclosures', publicVersions, true],
  ['GET /public/compounds/{id}/disclosures/{version}', publicVersion, true],
  ['GET /public/places/{code}', publicPlace, true],
  ['GET /disclosures/objections', myQuestions],
  ['POST /disclosures/objections', question],
  ['GET /staff/standards/my-items', myItems],
  ['POST /staff/standards/records', logRecord],
  ['POST /staff/standards/records/{id}/actions/undo', undoRecord],
  ['GET /compounds', ({ query }) => list([COMPOUND, OTHER].filter((c) => c.name.includes(query.q ?? '')))],
  ['GET /compounds/{id}/buildings', () => list(BUILDINGS)],
  ['GET /units/{id}/homes', () => list(HOMES)],
  ['POST /visits', visit],
  ['GET /bindings', ({ state, who }) => list(state.bindings.filter((b) => b.owner === who.id))],
  ['POST /bindings', bind],
  ['POST /bindings/{id}/actions/end', endBinding],
  ['POST /media', upload],
  ['POST /tickets', fileTicket],
  ['POST /tickets/similar', similar],
  ['POST /tickets/{id}/join', join],
  ['GET /callbacks', ({ state }) => list(state.callbacks)],
  ...EMPTY.map((path) => [`GET ${path}`, () => list([])]),
  [
    'POST /callbacks/{id}/answer',
    ({ state }, id) => {
      state.callbacks = state.callbacks.filter((one) => one.id !== id)
      return ok(undefined, 204)
    },
  ],
  ['POST /auth/step-up', provedAgain],
  ['POST /staff/tickets/{id}/reveal', reveal],
  ['GET /tickets', mine],
  ['GET /tickets/{id}', seen('resident')],
  ['POST /tickets/{id}/actions/{action}', moved('resident')],
  ['GET /inbox', ({ state, query }) => page(state.notices, query)],
  ['GET /inbox/unread', ({ state }) => ok({ count: state.notices.filter((n) => !n.read_at).length })],
  [
    'GET /inbox/templates',
    () =>
      list([
        { key: 'progress', template_id: 'TPL-1', name: '进度提醒', remaining: 0, ask: true },
        { key: 'work', template_id: 'TPL-2', name: '工单待办提醒', remaining: 2, ask: true },
      ]),
  ],
  [
    'POST /inbox/subscriptions',
    ({ state, body }) => (state.subscriptions.push(...body.templates), ok(undefined, 204)),
  ],
  [
    'POST /inbox/{id}/actions/read',
    ({ state }, id) => {
      state.notices.find((n) => n.id === id).read_at = new Date().toISOString()
      return ok(undefined, 204)
    },
  ],
  ['GET /staff/tickets', jobs],
  ['GET /staff/duty/pool', pool],
  ['GET /staff/duty/mine', () => list([])],
  ['GET /staff/tickets/{id}', seen('staff')],
  [
    'GET /staff/tickets/{id}/targets',
    () =>
      ok({
        organisations: [],
        organisations_for: [],
        people_for: ['reassign'],
        people: [
          { id: 'p-9', name: '孙师傅', title: '维修人员', open: 3 },
          { id: 'p-repair', name: '李建国', title: '维修人员', open: 5 },
        ],
      }),
  ],
  ['POST /staff/tickets/{id}/actions/{action}', moved('staff')],
]
