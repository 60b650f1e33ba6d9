/** The answers of the stand-in API, route by route. */
import * as data from './data.mjs'
import { act, listTickets, notFound, Refusal, tickets } from './tickets.mjs'

export const sessions = new Map()
const inbox = Array.from({ length: 9 }, (_, n) => ({
  id: `i${n}`,
  kind: 'ticket',
  title: n % 2 ? '工单即将到期' : '新工单已派给本单位',
  text: `${tickets[n].compound.name} ${tickets[n].place_text}：${tickets[n].category_name}，请及时处理。`,
  ticket_id: tickets[n].id,
  created_at: data.at(-n * 3),
  read_at: n > 2 ? data.at(-n) : null,
}))

function page(rows, query) {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 20)
  return {
    items: rows.slice(from, from + limit),
    next: from + limit < rows.length ? String(from + limit) : null,
  }
}

function me(session) {
  const [title, name, place] = data.PEOPLE[session.user]
  const company = session.user === 'repair' || session.user === 'manager'
  const posts = [
    {
      id: 'post1',
      role: session.user,
      title,
      place: company ? '' : place,
      organisation: company ? place : '',
    },
  ]
  if (session.user === 'community') {
    posts.push({
      id: 'post2',
      role: 'secretary',
      title: '社区党组织书记',
      place: '示例北区社区',
      organisation: '',
    })
  }
  return {
    person: { id: 'me', name, phone_masked: '138****0000' },
    posts: posts.map((post) => ({ ...post, active: post.id === session.post })),
    homes: [],
    compounds: [],
  }
}

function todo(session) {
  if (session.user === 'secretary') return { groups: [] }
  const item = (ticket) => ({
    kind: 'ticket',
    id: ticket.id,
    title: `${ticket.category_name}：${ticket.description.slice(0, 40) || '（照片）'}`,
    subtitle: `${ticket.compound.name} ${ticket.place_text} · ${ticket.responsible?.name ?? '未派单'}`,
    due_at: ticket.finish_due_at,
    late: ticket.late,
    link: `/tickets/${ticket.id}`,
  })
  const group = (key, title, hint, rows) => ({
    key,
    title,
    hint,
    count: Math.min(20, rows.length),
    more: rows.length > 20,
    items: rows.slice(0, 20).map(item),
  })
  const claims = data.bindings.filter((one) => one.state === 'pending')
  return {
    groups: [
      group(
        'late',
        '已超时',
        '先办这些：已经过了承诺的时间',
        tickets.filter((one) => one.late),
      ),
      group(
        'unrouted',
        '还没有承办单位',
        '系统没能派出去，请指定单位',
        tickets.filter((one) => one.state === 'submitted').slice(0, 4),
      ),
      group(
        'soon',
        '24 小时内到期',
        '请盯住进度',
        tickets.filter((one) => !one.late && one.state === 'in_progress').slice(0, 7),
      ),
      {
        key: 'bindings',
        title: '房屋认证待审核',
        hint: '请核对身份后同意或退回',
        count: claims.length,
        more: false,
        items: claims.map((one) => ({
          kind: 'binding',
          id: one.id,
          title: `${one.person_name} 申请认证 ${one.home_label}`,
          subtitle: `${one.compound_name} · ${one.relation_name}`,
          due_at: null,
          late: false,
          link: '/bindings',
        })),
      },
    ],
  }
}

/** [method, path pattern, handler(match, context)] */
export const ROUTES = [
  [
    'GET',
    /^\/auth\/dev$/,
    () =>
      Object.entries(data.PEOPLE).map(([persona, [title, , place]]) => ({
        persona,
        title,
        posts: [`${title} ${place}`],
      })),
  ],
  [
    'GET',
    /^\/auth\/session$/,
    (_, { session }) => ({ csrf_token: session.csrf, kind: 'cookie', expires_at: data.at(12) }),
  ],
  ['DELETE', /^\/auth\/session$/, (_, { token }) => void sessions.delete(token)],
  [
    'POST',
    /^\/auth\/post$/,
    (_, { session, body }) => {
      session.post = body.post_id
      return me(session)
    },
  ],
  [
    'POST',
    /^\/auth\/password$/,
    (_, { body }) => {
      if (body.old_password === 'wrong')
        throw new Refusal(422, 'app.invalid_input', '提交的内容有误', { old_password: ['当前密码不正确'] })
    },
  ],
  [
    'GET',
    /^\/auth\/sessions$/,
    () =>
      page(
        [
          {
            id: 's1',
            kind: 'cookie',
            created_at: data.at(-3),
            last_seen_at: data.at(0),
            user_agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537',
            current: true,
          },
          {
            id: 's2',
            kind: 'bearer',
            created_at: data.at(-90),
            last_seen_at: data.at(-20),
            user_agent: 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8',
            current: false,
          },
        ],
        new URLSearchParams(),
      ),
  ],
  ['DELETE', /^\/auth\/sessions\/\w+$/, () => {}],
  ['GET', /^\/me$/, (_, { session }) => me(session)],
  ['GET', /^\/categories$/, () => data.CATEGORIES],
  ['GET', /^\/inbox$/, (_, { query }) => page(inbox, query)],
  ['GET', /^\/inbox\/unread$/, () => ({ count: inbox.filter((one) => !one.read_at).length })],
  [
    'POST',
    /^\/inbox\/(\w+)\/actions\/read$/,
    ([, id]) => {
      inbox.find((one) => one.id === id).read_at = data.at(0)
    },
  ],
  [
    'POST',
    /^\/media$/,
    () => ({
      id: 'm' + Math.random(),
      width: 800,
      height: 600,
      url: '/mock-photo.svg?c=6c9a84',
      thumb_url: '/mock-photo.svg?c=6c9a84',
    }),
  ],
  ['GET', /^\/staff\/todo$/, (_, { session }) => todo(session)],
  ['GET', /^\/staff\/tickets$/, (_, { query }) => page(listTickets(query), query)],
  [
    'GET',
    /^\/staff\/tickets\/counts$/,
    () => ({
      next: null,
      items: Object.keys(data.STATE_NAMES).map((state) => {
        const count = tickets.filter((one) => one.state === state).length * (state === 'closed' ? 70 : 1)
        return { state, count: Math.min(1000, count), capped: count > 1000 }
      }),
    }),
  ],
  [
    'GET',
    /^\/staff\/tickets\/(\w+)$/,
    ([, id]) => {
      const found = tickets.find((one) => one.id === id)
      if (!found) throw notFound()
      return data.detail(found)
    },
  ],
  [
    'GET',
    /^\/staff\/tickets\/\w+\/targets$/,
    () => ({
      organisations_for: ['reassign', 'transfer', 'whistle', 'decide'],
      people_for: ['reassign'],
      organisations: [
        { id: 'o2', name: '示例燃气公司', kind_name: '专营单位' },
        { id: 'o3', name: '示例东里社区居委会', kind_name: '居民委员会' },
      ],
      people: [
        { id: 'p1', name: '周大勇', title: '维修人员', open: 3 },
        { id: 'p2', name: '郑海', title: '维修人员', open: 0 },
      ],
    }),
  ],
  ['POST', /^\/staff\/tickets\/(\w+)\/actions\/(\w+)$/, ([, id, action], { body }) => act(id, action, body)],
  ['GET', /^\/staff\/compounds$/, (_, { query }) => page(data.COMPOUNDS, query)],
  [
    'GET',
    /^\/staff\/regions$/,
    () => ({
      next: null,
      items: [
        { id: 'r1', name: '示例区', kind: 'district', parent_id: null },
        { id: 'r2', name: '示例街道', kind: 'street', parent_id: 'r1' },
        { id: 'r3', name: '示例东里社区', kind: 'community', parent_id: 'r2' },
      ],
    }),
  ],
  [
    'GET',
    /^\/staff\/organisations$/,
    () => ({
      next: null,
      items: [
        { id: 'o1', name: '示例安居物业公司', kind: 'property_company', kind_name: '物业公司' },
        { id: 'o2', name: '示例燃气公司', kind: 'utility', kind_name: '专营单位' },
      ],
    }),
  ],
  [
    'GET',
    /^\/staff\/bindings$/,
    (_, { query }) =>
      page(
        data.bindings.filter((one) => one.state === query.get('state')),
        query,
      ),
  ],
  [
    'POST',
    /^\/staff\/bindings\/(\w+)\/actions\/(\w+)$/,
    ([, id, action]) => {
      const one = data.bindings.find((row) => row.id === id)
      one.state = { approve: 'active', refuse: 'refused', end: 'ended' }[action]
      return one
    },
  ],
  [
    'GET',
    /^\/staff\/people$/,
    (_, { query }) =>
      page(
        data.people.filter(
          (one) =>
            (one.name + one.username).includes(query.get('q') ?? '') &&
            (!query.get('role') || one.posts.some((post) => post.role === query.get('role'))),
        ),
        query,
      ),
  ],
  [
    'GET',
    /^\/staff\/people\/(\w+)$/,
    ([, id]) => {
      const one = data.people.find((row) => row.id === id)
      if (!one) throw notFound()
      return one
    },
  ],
  [
    'POST',
    /^\/staff\/people$/,
    (_, { body }) => {
      const one = {
        ...body,
        id: 'n' + data.people.length,
        phone_masked: null,
        status: 'active',
        posts: [],
        actions: ['disable', 'set_password', 'grant'],
        version: 1,
      }
      data.people.push(one)
      return one
    },
  ],
  ['POST', /^\/staff\/people\/(\w+)\/posts$/, ([, id]) => data.people.find((row) => row.id === id)],
  [
    'POST',
    /^\/staff\/people\/(\w+)\/actions\/(\w+)$/,
    ([, id, action]) => {
      const one = data.people.find((row) => row.id === id)
      if (action !== 'set_password') {
        one.status = action === 'disable' ? 'disabled' : 'active'
        one.actions = [action === 'disable' ? 'enable' : 'disable', 'set_password', 'grant']
      }
      return one
    },
  ],
  ['POST', /^\/staff\/posts\/\w+\/actions\/end$/, () => {}],
  [
    'GET',
    /^\/staff\/audit$/,
    (_, { query }) =>
      page(
        Array.from({ length: 60 }, (_x, n) => ({
          id: String(600 - n),
          at: data.at(-n * 2),
          actor_name: n % 4 ? '李文静' : null,
          what: ['identity.signed_in', 'tickets.accept', 'identity.home_approve', 'identity.post_granted'][
            n % 4
          ],
          subject: 'ticket:0193a7c2-55f1-7d10-9f5e-0f5a4f1b2c3d',
          detail: n % 2 ? { before: 'dispatched', after: 'accepted' } : {},
        })),
        query,
      ),
  ],
  [
    'GET',
    /^\/staff\/jobs$/,
    () =>
      page(
        [
          {
            id: '7',
            topic: 'tickets.moved',
            subscriber: 'notify.send_wechat',
            attempts: 12,
            last_error: 'ConnectTimeout: 连接微信接口超时',
            dead_at: data.at(-2),
            actions: ['requeue'],
          },
        ],
        new URLSearchParams(),
      ),
  ],
  ['GET', /^\/staff\/deliveries$/, () => ({ items: [], next: null })],
  ['POST', /^\/inbox\/actions\/read_all$/, () => inbox.forEach((one) => (one.read_at = data.at(0)))],
  [
    'GET',
    /^\/staff\/jobs\/health$/,
    () => ({ oldest_seconds: 4.2, waiting: 12, dead: 1, held_at: null, jumped_seconds: null, actions: [] }),
  ],
  ['POST', /^\/staff\/jobs\/\w+\/actions\/requeue$/, () => {}],
]
