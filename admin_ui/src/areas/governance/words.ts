import type { Tone } from '@/ui/AppTag.vue'

export const STATE_TONES: Record<string, Tone> = {
  draft: 'ochre',
  posted: 'ochre',
  in_office: 'leaf',
  ended: 'plain',
}

export const KINDS = [
  { value: 'interim', label: '物业管理委员会', most: 3 },
  { value: 'committee', label: '业主委员会', most: 5 },
]

export const TYPES = [
  { value: 'owner', label: '业主' },
  { value: 'owner_unit_rep', label: '产权单位代表' },
  { value: 'employee_rep', label: '产权单位职工代表' },
  { value: 'user_rep', label: '物业使用人代表' },
  { value: 'juweihui', label: '居委会代表' },
]

export const ROLES = [
  { value: 'head', label: '主任' },
  { value: 'deputy', label: '副主任' },
  { value: 'member', label: '委员' },
  { value: 'alternate', label: '候补委员' },
]

export interface Ask {
  name: string
  label: string
  hint?: string
  /** A day, one of some, or words. Days are asked for by the name of `day` as well. */
  kind?: 'day' | 'choice' | 'words'
  choices?: { value: string; label: string }[]
  optional?: boolean
  value?: string
}

export interface Step {
  label: string
  done: string
  asks: Ask[]
  /** Photos of the notice board may go with it, or are what it is about. */
  photos?: 'may' | 'needed'
  grave?: boolean
  /** A note beside the steps that lead on. */
  plain?: boolean
}

const POSTED: Ask[] = [
  { name: 'day', label: '张贴的日期' },
  { name: 'posted_at', label: '张贴在哪里', hint: '至少两处，用顿号隔开' },
]

export const STEPS: Record<string, Step> = {
  post: { label: '公示名单', done: '名单公示中', asks: POSTED, photos: 'may' },
  photos: { label: '补照片', done: '照片已补上', asks: [], photos: 'needed', plain: true },
  take_office: {
    label: '上任',
    done: '已上任',
    asks: [{ name: 'day', label: '备案（或街道批准）的日期', hint: '业委会选出以后三十日内备案' }],
  },
  fees: {
    label: '记交费公示',
    done: '已记下',
    asks: [{ name: 'day', label: '公示委员自己交物业费、停车费的日期', hint: '每半年一次，条例第四十四条' }],
    plain: true,
  },
  end: {
    label: '结束',
    done: '已结束',
    asks: [{ name: 'reason', label: '为什么结束', hint: '届满、重新选举、业主委员会成立等' }],
    grave: true,
  },
}

export const DECISION_STEPS: Record<string, Step> = {
  post: { label: '公示', done: '决定已公示', asks: POSTED, photos: 'may' },
  photos: { label: '补照片', done: '照片已补上', asks: [], photos: 'needed' },
  done: { label: '办完了', done: '已记下', asks: [{ name: 'reason', label: '做了什么、谁看过' }] },
  revoke: {
    label: '撤销',
    done: '决定已撤销',
    asks: [{ name: 'reason', label: '违反了什么规定', hint: '业主看得到' }],
    grave: true,
  },
}

export const LEAVE: Step = {
  label: '离任',
  done: '已离任',
  asks: [{ name: 'reason', label: '为什么离任', hint: '辞职、不再是业主、被罢免等' }],
  grave: true,
}

/** Who comes from a unit that holds title to a building of the compound. */
export const REPRESENTATIVES = ['owner_unit_rep', 'employee_rep']
/** Who may choose the home that he owns or uses. */
export const HOUSED = ['owner', 'user_rep']

export const UNIT: Step = {
  label: '补写单位',
  done: '单位已补上',
  asks: [
    {
      name: 'organisation_id',
      label: '代表哪个单位',
      kind: 'choice',
      hint: '只能选小区台账里楼栋的产权单位；写上以后不能改',
    },
  ],
}

export const HOME_CHECKS: Record<string, { label: string; tone: Tone }> = {
  confirmed: { label: '已核对', tone: 'leaf' },
  unconfirmed: { label: '未核对', tone: 'plain' },
}

export const EVENT_WORDS: Record<string, string> = {
  add: '登记',
  save: '修改',
  post: '公示名单',
  photos: '补名单公示的照片',
  take_office: '上任',
  fees: '公示委员交费',
  end: '结束',
  member_add: '增加委员',
  member_leave: '委员离任',
  member_unit: '补写委员的产权单位',
  namesake: '注明委员是同名的另一个人',
  meeting: '开会',
  decision_post: '公示决定',
  decision_photos: '补决定公示的照片',
  decision_done: '决定办完',
  decision_revoke: '撤销决定',
}

export const NAMESAKE: Step = {
  label: '注明是另一个人',
  done: '已注明，街道看得到',
  asks: [{ name: 'reason', label: '怎么核对的', hint: '例如核对过身份证，不是名单上的人。街道看得到' }],
}

export const PLACE_HINT = '集体讨论写开会的地方；书面征求意见写表决票交到哪里'
export const FORMS = [
  { value: 'together', label: '集体讨论' },
  { value: 'paper', label: '书面征求意见' },
  { value: 'evote', label: '电子投票' },
]

export const MEETING_STEPS: Record<string, Step> = {
  announce: {
    label: '记通知',
    done: '已记下通知',
    asks: [
      { name: 'notice_on', label: '哪天通知和公示议题', kind: 'day' },
      {
        name: 'planned_on',
        label: '定在哪天开',
        kind: 'day',
        hint: '通知以后至少十五日，条例第三十五条至第三十七条',
      },
      { name: 'form', label: '怎么开', kind: 'choice', choices: FORMS },
      { name: 'place', label: '在哪里', hint: PLACE_HINT, optional: true },
    ],
  },
  hold: {
    label: '记结果',
    done: '结果已记下，三日内公示',
    asks: [
      { name: 'day', label: '哪天开的' },
      { name: 'result', label: '每个议题的结果', hint: '只能表决通知过的议题' },
      {
        name: 'poll_id',
        label: '用哪次业主表决',
        kind: 'choice',
        optional: true,
        hint: '没有在本系统表决的留空',
      },
    ],
  },
  post: { label: '公示结果', done: '结果已公示', asks: POSTED },
  cancel: {
    label: '不开了',
    done: '已记下',
    asks: [{ name: 'reason', label: '为什么不开了', hint: '提议的业主撤回、改期等' }],
    grave: true,
  },
}

export const SESSION_TONES: Record<string, Tone> = {
  asked: 'ochre',
  announced: 'ochre',
  held: 'ochre',
  posted: 'leaf',
  cancelled: 'plain',
}

export const ASSEMBLY_WORDS: Record<string, string> = {
  save: '登记',
  ask: '业主提议开会',
  call: '通知开会',
  announce: '通知开会',
  hold: '记结果',
  post: '公示结果',
  cancel: '不开了',
}

export const REASONS = [
  { value: 'arrears', label: '拖欠物业费或维修资金' },
  { value: 'illegal_building', label: '违法建设没有改正' },
  { value: 'removed', label: '被罢免' },
  { value: 'sanction', label: '受过处分或处罚' },
]

export const BARRED_WORDS: Record<string, string> = {
  add: '列入名单',
  change: '修改',
  take_off: '移出名单',
  other: '社区注明同名的是另一个人',
  other_post: '社区注明交叉任职的是同名的另一个人',
}

export const BARRED_STEPS: Record<string, Step> = {
  change: {
    label: '修改',
    done: '已修改',
    asks: [
      { name: 'until_on', label: '到哪天为止', kind: 'day', optional: true, hint: '留空：没有期限' },
      { name: 'basis', label: '依据的文号' },
      { name: 'reason', label: '为什么修改' },
    ],
  },
  take_off: {
    label: '移出名单',
    done: '已移出',
    asks: [{ name: 'reason', label: '为什么移出', hint: '欠费交清、复核后撤销等' }],
    grave: true,
  },
}
