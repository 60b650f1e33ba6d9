/** Invented data for looking at the panel without a server. No real places or people. */

export const PEOPLE = {
  repair: ['维修人员', '周大勇', '示例安居物业公司'],
  manager: ['物业项目经理', '韩雪梅', '示例安居物业公司'],
  community: ['社区工作者', '李文静', '示例东里社区'],
  secretary: ['社区党组织书记', '赵国栋', '示例东里社区'],
  street: ['街道工作人员', '孙立新', '示例街道'],
  district: ['区住建委工作人员', '陈思远', '示例区'],
  auditor: ['审计员', '吴明', '示例区'],
  sysadmin: ['系统管理员', '何静', '示例区'],
}

export const COMPOUNDS = ['示例东里小区', '示例西里小区', '示例北区', '示例铁路宿舍', '示例机械厂家属院'].map(
  (name, at) => ({
    id: `c${at}`,
    name,
    community: '示例东里社区',
    street: at < 3 ? '示例街道' : '示例二街道',
  }),
)

const KINDS = [
  [
    '0101',
    '屋面漏雨',
    'U2',
    '急修',
    '六层住户反映雨后卧室顶棚渗水，墙皮已脱落，面积约两平方米，担心影响电路。',
  ],
  ['0201', '楼道照明', 'U3', '一般', '三层感应灯不亮，老人晚上下楼看不清台阶。'],
  ['0302', '停梯/故障', 'U2', '急修', '2 单元电梯停在五层，一直没有恢复。'],
  ['0404', '下水堵塞/返水', 'U2', '急修', '一层卫生间地漏返水，味道很大。'],
  ['0804', '电动车/电池进楼', 'U1', '危急', '有人在楼道内给电动自行车充电，线从二层窗户拉下来。'],
  ['0901', '楼道/院内保洁', 'U3', '一般', ''],
  ['1201', '车位不足/分配', 'U5', '疑难', '晚上九点以后没有车位，建议与对面单位错时共享。'],
  ['1503', '物业费标准/收取', 'U4', '普通', '想了解今年物业费的标准和包含的服务内容。'],
]
const STATES = [
  ['submitted', '待受理', ['reassign']],
  ['dispatched', '已派单', ['accept', 'reassign']],
  ['accepted', '已接单', ['start', 'reassign']],
  ['in_progress', '处理中', ['finish', 'suspend', 'reassign']],
  ['suspended', '挂起', ['resume', 'reassign']],
  ['awaiting_confirmation', '待居民确认', ['reopen']],
  ['closed', '已办结', ['reopen']],
  ['withdrawn', '已撤回', []],
]
export const STATE_NAMES = Object.fromEntries(STATES.map(([state, name]) => [state, name]))
export const ACTIONS_OF = Object.fromEntries(STATES.map(([state, , actions]) => [state, actions]))

const HOUR = 3_600_000
const START = Date.now()
export const at = (hours) => new Date(START + hours * HOUR).toISOString().replace('Z', '+00:00')

export function makeTickets(many) {
  return Array.from({ length: many }, (_, n) => {
    const [category, category_name, urgency, urgency_name, description] = KINDS[n % KINDS.length]
    const [state, state_name, actions] = STATES[Math.floor(n / 3) % STATES.length]
    const due = (n % 11) * 9 - 22
    const over = state === 'closed' || state === 'withdrawn'
    return {
      id: `t${n}`,
      no: `BG2511${String(2200 - n).padStart(6, '0')}`,
      kind: n % 5 === 4 ? 'complaint' : 'repair',
      kind_name: n % 5 === 4 ? '投诉' : '报修',
      category,
      category_name,
      state,
      state_name,
      urgency,
      urgency_name,
      version: 1,
      actions,
      description,
      compound: { id: `c${n % 5}`, name: COMPOUNDS[n % 5].name },
      place_text: `${(n % 14) + 1} 号楼 ${(n % 4) + 1} 单元`,
      created_at: at(-n * 1.7 - 0.4),
      finish_due_at: at(due),
      late: due < 0 && !over,
      responsible: n % 9 === 0 ? null : { id: 'o1', name: '示例安居物业公司', phone: '010-12345678' },
      assignee: n % 3 === 2 ? { id: 'p1', name: '周大勇' } : null,
      photo_url: null,
      rating: state === 'closed' ? 4 : null,
      outcome: state === 'closed' ? 'solved' : null,
    }
  })
}

const photo = (id, stage, colour) => ({
  id,
  stage,
  url: `/mock-photo.svg?c=${colour}`,
  thumb_url: `/mock-photo.svg?c=${colour}`,
  width: 800,
  height: 600,
})

export function detail(ticket) {
  return {
    ...ticket,
    building: { id: 'b1', name: ticket.place_text.split(' ').slice(0, 2).join(' ') },
    basis: 'home',
    hide_me: ticket.kind === 'complaint',
    round: 1,
    contact_phone_masked: '138****5678',
    suspended_until: ticket.state === 'suspended' ? at(70) : null,
    pauses: { days: 0, days_left: 30, questions: 0, questions_left: 2 },
    reporter: { name: '张**', phone_masked: '138****5678', phone: null },
    timeline: [
      {
        seq: 1,
        at: at(-30),
        action: 'file',
        text: '住户 张** 提交了报修。',
        actor: '张**',
        note: '',
        state: 'submitted',
        media_ids: ['m1'],
      },
      {
        seq: 2,
        at: at(-29.9),
        action: 'dispatch',
        text: '系统派单给 示例安居物业公司。',
        actor: null,
        note: '',
        state: 'dispatched',
        media_ids: [],
      },
      {
        seq: 3,
        at: at(-29),
        action: 'accept',
        text: '示例安居物业公司 周大勇 接单。',
        actor: '周大勇',
        note: '',
        state: 'accepted',
        media_ids: [],
      },
      {
        seq: 4,
        at: at(-27),
        action: 'start',
        text: '周大勇 到场，开始处理。',
        actor: '周大勇',
        note: '',
        state: 'in_progress',
        media_ids: [],
      },
      {
        seq: 5,
        at: at(-25),
        action: 'suspend',
        text: '周大勇 挂起工单，预计 11 月 25 日恢复。',
        actor: '周大勇',
        note: '防水卷材缺货，已向供应商订购。',
        state: 'suspended',
        media_ids: [],
      },
    ],
    clocks: [
      {
        kind: 'contact',
        name: '首次联系',
        due_at: at(-28),
        met_at: at(-29),
        status: 'met',
        explanation: '急修类 2 小时内联系居民，自派单起算。',
      },
      {
        kind: 'onsite',
        name: '到场',
        due_at: at(-27.5),
        met_at: at(-27),
        status: 'late',
        explanation: '急修类 2.5 小时内到场，实际晚 30 分钟。',
      },
      {
        kind: 'finish',
        name: '办结',
        due_at: ticket.finish_due_at,
        met_at: null,
        status: ticket.late ? 'late' : 'running',
        explanation: '急修类 24 小时内办结，不含挂起的 6 小时。',
      },
    ],
    media: [photo('m1', 'before', '7a8f99'), photo('m2', 'before', '8a7f69'), photo('m3', 'after', '6c9a84')],
    routing: [
      {
        at: at(-29.9),
        rule: 'warranty',
        organisation: '示例安居物业公司',
        reasons: [
          '屋面仍在改造保修期内（至 2027-06-30），由物业公司联系施工单位',
          '物业服务合同有效期至 2027-12-31',
        ],
      },
    ],
  }
}

export const CATEGORIES = {
  groups: [
    { code: '01', name: '共用部位', categories: [{ code: '0101', name: '屋面漏雨', urgency: 'U2' }] },
    { code: '02', name: '共用设备', categories: [{ code: '0201', name: '楼道照明', urgency: 'U3' }] },
    { code: '03', name: '电梯', categories: [{ code: '0302', name: '停梯/故障', urgency: 'U2' }] },
  ],
  kinds: [
    { value: 'repair', name: '报修' },
    { value: 'complaint', name: '投诉' },
  ],
}

export const bindings = Array.from({ length: 7 }, (_, n) => ({
  id: `b${n}`,
  person_name: ['张秀英', '王建国', '刘芳', '李强', '陈桂兰', '杨磊', '黄敏'][n],
  phone_masked: '139****00' + (10 + n),
  home_label: `${n + 1} 号楼 2 单元 ${300 + n}`,
  compound_name: COMPOUNDS[n % 3].name,
  relation: 'owner',
  relation_name: ['业主', '家庭成员', '租户'][n % 3],
  note: n % 2 ? '儿子代为办理，母亲是业主' : '',
  decision_note: '',
  state: n < 5 ? 'pending' : 'active',
  created_at: at(-n * 7),
  version: 1,
  actions: n < 5 ? ['approve', 'refuse'] : ['end'],
}))

export const people = Object.entries(PEOPLE).map(([username, [title, name, place]], n) => ({
  id: `p${n}`,
  name,
  username,
  phone_masked: '138****12' + (10 + n),
  status: n === 4 ? 'disabled' : 'active',
  posts: [
    {
      id: `po${n}`,
      role: username,
      title,
      place: n < 2 ? '' : place,
      organisation: n < 2 ? place : '',
      starts_on: '2025-01-01',
      ends_on: null,
      actions: ['end'],
    },
  ],
  actions: [n === 4 ? 'enable' : 'disable', 'set_password', 'grant'],
  version: 1,
}))
