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
  name: 'day' | 'posted_at' | 'reason'
  label: string
  hint?: string
}

export interface Step {
  label: string
  done: string
  asks: Ask[]
  grave?: boolean
}

const POSTED: Ask[] = [
  { name: 'day', label: '张贴的日期' },
  { name: 'posted_at', label: '张贴在哪里', hint: '至少两处，用顿号隔开' },
]

export const STEPS: Record<string, Step> = {
  post: { label: '公示名单', done: '名单公示中', asks: POSTED },
  take_office: {
    label: '上任',
    done: '已上任',
    asks: [{ name: 'day', label: '备案（或街道批准）的日期', hint: '业委会选出以后三十日内备案' }],
  },
  fees: {
    label: '记交费公示',
    done: '已记下',
    asks: [{ name: 'day', label: '公示委员自己交物业费、停车费的日期', hint: '每半年一次，条例第四十四条' }],
  },
  end: {
    label: '结束',
    done: '已结束',
    asks: [{ name: 'reason', label: '为什么结束', hint: '届满、重新选举、业主委员会成立等' }],
    grave: true,
  },
}

export const DECISION_STEPS: Record<string, Step> = {
  post: { label: '公示', done: '决定已公示', asks: POSTED },
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

export const EVENT_WORDS: Record<string, string> = {
  add: '登记',
  save: '修改',
  post: '公示名单',
  take_office: '上任',
  fees: '公示委员交费',
  end: '结束',
  member_add: '增加委员',
  member_leave: '委员离任',
  meeting: '开会',
  decision_post: '公示决定',
  decision_done: '决定办完',
  decision_revoke: '撤销决定',
}
