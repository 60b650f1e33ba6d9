/** What the invented compound makes public, questions about it, and the log of work, in the mock API. */
import { BUILDINGS, COMPOUND, EMERGENCY_LINES, OTHER, PROVIDER } from './data.mjs'
import { absent, list, ok, refuse } from './answers.mjs'

const DAY = 86_400_000
const UNDO_MS = 600_000
const day = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)

/** A published version of a form. */
const version = (form, form_name, title, body, more = {}) => ({
  version_id: `v-${form}`,
  publication_id: `pub-${form}`,
  compound_id: COMPOUND.id,
  form,
  form_name,
  title,
  number: 1,
  state: 'published',
  state_name: '已公示',
  published_at: '2026-10-01T09:00:00+08:00',
  valid_from: '2026-10-01',
  valid_to: null,
  approved_by_post: '示例安居物业 物业项目经理',
  hash: '9f2c41d0a7be5538c1f04d6a2e7790ab3c5d1e88f6a4b2093d7e5c1180fa6b24',
  body,
  places: [],
  attachments: [],
  lead: [],
  totals: [],
  changes_ahead: [],
  corrected_from: null,
  withdraw_reason: '',
  objections: [],
  left_out: {},
  ...more,
})

export const FEES = version(
  'fees',
  '物业服务项目收费情况',
  '物业服务项目收费情况',
  {
    head: {
      company_name: PROVIDER.name,
      uscc: '91110107MA00000000',
      contract_from: '2025-10-01',
      charging_mode: 'lump_sum',
      way_to_pay: '微信、现金，每年缴一次',
      relief_rules: '连续空置六个月以上减收三成',
      complaint_phone: '010-68000001',
      supervision_phones: '12345、12315',
    },
    tables: {
      items: [
        {
          name: '物业服务费',
          kind: 'property',
          content: '保洁、秩序维护、共用部位维护',
          standard: 'DB11/T 751-2025 一级',
          rate: 58,
          unit: 'm2_month',
          basis: '建筑面积',
          payer: '业主',
          pricing: 'market',
          start_on: '2026-01-01',
        },
      ],
      reliefs: [{ case: '长期空置', item: '物业服务费', share: 300, how: '到项目部登记' }],
    },
  },
  {
    places: [{ place: '1 号楼公告栏', media_id: 'm-1' }],
    lead: [
      `物业服务企业是${PROVIDER.name}，物业费按包干制收取。`,
      '物业服务费：0.58 元/㎡·月，包括保洁、秩序维护、共用部位维护，标准是DB11/T 751-2025 一级。',
    ],
  },
)

const COSTS = [
  'staff',
  'common',
  'cleaning',
  'greening',
  'order',
  'office',
  'depreciation',
  'insurance',
  'other',
]

export const ACCOUNTS = version(
  'accounts',
  '合同履行和收支情况（年度）',
  '合同履行和收支情况（年度） 2025 年度',
  {
    head: {
      charging_mode: 'lump_sum',
      fees_due: 120_000_00,
      opening: 2_000_00,
      total_income: 110_000_00,
      total_expense: 90_000_00,
      tax: 6_600_00,
      balance: 13_400_00,
      closing: 15_400_00,
      performance: '合同约定的服务均已提供',
    },
    tables: {
      income: [
        { item: 'fees', amount: 100_000_00, budget: 98_000_00, next_budget: 102_000_00 },
        { item: 'parking', name: '地面车位', amount: 10_000_00, next_budget: 10_000_00 },
      ],
      expense: COSTS.map((item) => ({ item, amount: 10_000_00, budget: 9_500_00, next_budget: 10_000_00 })),
    },
  },
  { lead: ['收入 110,000.00 元，支出 90,000.00 元，税费 6,600.00 元，本期结余 13,400.00 元。'] },
)

const standing = (code, name, state, level_words, more = {}) => ({
  code,
  category: 'ENV',
  category_name: '环境维护',
  name,
  clause: '6.1',
  measure: 'freq',
  level: 1,
  level_name: '一级',
  level_words,
  state,
  state_name: { late: '已逾期', due: '本期待做', on_time: '已按时做', as_needed: '按需' }[state],
  window: null,
  next_due_on: null,
  late_since: null,
  share: { met: 11, ended: 12, permille: 916 },
  last_at: null,
  ...more,
})

const STANDARDS = () => [
  standing('ENV-01', '楼道保洁', 'late', '每周至少 1 次', {
    late_since: day(-2),
    last_at: new Date(Date.now() - 9 * DAY).toISOString(),
  }),
  standing('ENV-02', '垃圾清运', 'due', '每天 1 次', { next_due_on: day(0) }),
  standing('FAC-03', '消防巡查', 'due', '每月 1 次', { next_due_on: day(12), category_name: '设施设备' }),
]

const publicStandard = (one) => ({
  ...one,
  last: one.last_at
    ? {
        at: one.last_at,
        source: 'log',
        source_name: '现场打卡',
        building: '1号楼',
        asset: null,
        took_minutes: null,
      }
    : null,
  photos: one.code === 'ENV-01' ? ['m-2'] : [],
})

const asked = (state) => ({
  every: state.questions.length,
  open: state.questions.filter((one) => !one.answer).length,
  answered: state.questions.filter((one) => one.answer).length,
})

/** What everybody sees of a question. */
const publicly = ({ number, anchor, label, shown, asked_at, state, answer, answered_at }) => ({
  number,
  anchor,
  label,
  shown,
  asked_at,
  state,
  answer,
  answered_at,
})

const disclosed = (state) =>
  [FEES, ACCOUNTS].map((one) => ({
    ...one,
    objections: state.questions.filter((q) => q.version_id === one.version_id).map(publicly),
  }))

export function publicCompound({ state }, id) {
  if (id !== COMPOUND.id) return ok({ ...emptyPage(OTHER), provider: PROVIDER })
  const standards = STANDARDS().map(publicStandard)
  return ok({
    ...emptyPage(COMPOUND),
    provider: PROVIDER,
    fees: {
      version_id: FEES.version_id,
      lead: FEES.lead,
      my_fee: {
        name: '物业服务费',
        rate_fen: 58,
        unit: 'm2_month',
        price: '0.58 元/㎡·月',
        example_centi_m2: 6000,
        example_fen: 3480,
        sentence: '您家每月的物业服务费：60.00 ㎡ × 0.58 元/㎡·月 = 每月 34.80 元。',
      },
      changes_ahead: [],
    },
    standards,
    standards_summary: { items: standards.length, late: 1, met: 33, ended: 36, share_permille: 916 },
    disclosures: disclosed(state),
    overdue: [
      {
        code: 'D5',
        form: 'fund',
        form_name: '专项维修资金',
        content: '专项维修资金使用和余额情况',
        basis: '',
        due_on: day(-30),
      },
    ],
    objections: asked(state),
  })
}

const emptyPage = (compound) => ({
  ...compound,
  code: 'HFW1',
  street: '示例街道',
  provider: null,
  contract: null,
  emergency: EMERGENCY_LINES,
  as_of: day(0),
  fees: null,
  plan: null,
  standards: [],
  standards_summary: { items: 0, late: 0, met: 0, ended: 0, share_permille: null },
  disclosures: [],
  overdue: [],
  objections: { every: 0, open: 0, answered: 0 },
})

export const publicVersions = ({ state }) => list(disclosed(state))

export function publicVersion({ state }, _compound, id) {
  const found = disclosed(state).find((one) => one.version_id === id)
  return found ? ok(found) : absent()
}

export const publicPlace = (_call, code) =>
  code === 'NOPE' ? absent() : ok({ kind: 'compound', name: COMPOUND.name, compound: COMPOUND })

export function question({ state, body }) {
  const entry = disclosed(state).find((one) => one.version_id === body.version_id)
  if (!entry) return absent()
  if (state.questions.some((one) => one.anchor === body.anchor && !one.answer)) {
    return refuse(409, 'disclosures.asked_already', '您已经问过这一项，正在等答复')
  }
  const made = {
    id: `o-${state.questions.length + 1}`,
    version_id: entry.version_id,
    compound: { id: COMPOUND.id, name: COMPOUND.name },
    form: entry.form,
    form_name: entry.form_name,
    title: entry.title,
    number: entry.number,
    anchor: body.anchor,
    label: body.anchor.split('.').at(1),
    shown: '0.58 元',
    reason: body.reason,
    state: 'open',
    state_name: '待答复',
    asked_at: new Date().toISOString(),
    due_at: new Date(Date.now() + 7 * DAY).toISOString(),
    ticket_id: 't-1',
    ticket_no: 'HF0001',
    answer: null,
    answered_at: null,
  }
  state.questions.unshift(made)
  return ok(made, 201)
}

export const myQuestions = ({ state }) => list(state.questions)

export function myItems({ state, who }) {
  if (!who.posts.length) return refuse(403, 'auth.forbidden', '没有权限')
  const recent = state.records.filter((one) => !one.undone_at && Date.now() - Date.parse(one.at) < UNDO_MS)
  return ok({
    place: { kind: 'compound', name: COMPOUND.name, compound: COMPOUND, building_id: null, asset_id: null },
    items: STANDARDS().map((one) => ({
      ...one,
      evidence: one.code === 'ENV-01' ? 'photo' : 'record',
      mine: 0,
    })),
    recent,
  })
}

export function logRecord({ state, body, headers }) {
  const key = headers['Idempotency-Key'] ?? headers['idempotency-key']
  if (state.keys[key]) return ok(state.keys[key], 201)
  const item = STANDARDS().find((one) => one.code === body.item_code)
  if (item.code === 'ENV-01' && !body.media_ids?.length) {
    return refuse(422, 'app.invalid_input', '请先拍一张照片', { media_ids: ['请先拍一张照片'] })
  }
  const made = {
    id: `r-${state.records.length + 1}`,
    compound: { id: COMPOUND.id, name: COMPOUND.name },
    item_code: item.code,
    item_name: item.name,
    building: body.code ? BUILDINGS[0].name : null,
    asset: null,
    at: new Date().toISOString(),
    undone_at: null,
    actions: ['undo'],
  }
  state.records.unshift(made)
  state.keys[key] = made
  return ok(made, 201)
}

export function undoRecord({ state }, id) {
  const one = state.records.find((record) => record.id === id)
  if (!one) return absent()
  Object.assign(one, { undone_at: new Date().toISOString(), actions: [] })
  return ok(one)
}
