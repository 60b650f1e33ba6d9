import type { LedgerColumn } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'
import type { MapKind } from '@/ui/pointMap'

/** What the form of a step asks for besides the words and the next date. */
export type Part = 'inventory' | 'question' | 'plan' | 'money' | 'service' | 'stuck'

export interface ResourceActionForm {
  label: string
  hint: string
  tone: 'main' | 'plain' | 'grave'
  done: string
  part?: Part
  note?: { label: string; required: boolean; placeholder?: string }
  /** The day by which one looks at it again. */
  day: boolean
  photos?: boolean
}

export const RESOURCE_ACTIONS: Record<string, ResourceActionForm> = {
  consult: {
    label: '征求意见',
    hint: '问过产权单位和周边居民，再往下走。',
    tone: 'main',
    done: '已记下征求意见的结果',
    note: {
      label: '征求了谁的意见，结果怎样',
      required: true,
      placeholder: '例如：问了 86 户，72 户希望办食堂；产权单位同意',
    },
    day: true,
    photos: true,
  },
  plan: {
    label: '定方案',
    hint: '用来做什么、怎么改、谁来运营。业主共有的，先要有业主共同决定。',
    tone: 'main',
    done: '方案已记下',
    part: 'plan',
    note: { label: '方案', required: true, placeholder: '例如：改成社区食堂，由某某餐饮运营，三餐 15 元' },
    day: true,
    photos: true,
  },
  fund: {
    label: '落实资金',
    hint: '多少钱、从哪里来。不花钱的填 0。',
    tone: 'main',
    done: '资金已记下',
    part: 'money',
    note: { label: '说明', required: false },
    day: true,
  },
  convert: {
    label: '开工改造',
    hint: '写明施工单位和工期。不用改造的，可以直接“开放服务”。',
    tone: 'main',
    done: '已记为改造中',
    note: { label: '开工情况', required: true },
    day: true,
    photos: true,
  },
  run: {
    label: '开放服务',
    hint: '居民在手机上看得到，也能打分。',
    tone: 'main',
    done: '已开放，居民看得到了',
    part: 'service',
    note: { label: '说明', required: false },
    day: false,
    photos: true,
  },
  go_on: {
    label: '卡点已解决',
    hint: '写明怎么解决的，接着往下走。',
    tone: 'main',
    done: '卡点已解决',
    note: { label: '怎么解决的', required: true },
    day: true,
  },
  ask: {
    label: '请业主表决',
    hint: '系统起草一份表决，名称和表决事项都写好，到“业主表决”里定时间、公告。业主共有的，按法定事项表决；其他的，是意见征询。',
    tone: 'plain',
    done: '已请业主表决，草稿在“业主表决”里',
    part: 'question',
    note: {
      label: '方案，业主凭这个表决',
      required: true,
      placeholder: '例如：装 40 个充电口和喷淋，由某某公司运营，每度 1 元',
    },
    day: true,
  },
  note: {
    label: '记录进展',
    hint: '谈到哪一步、约了谁，都记在这里。',
    tone: 'plain',
    done: '已记下',
    note: { label: '进展', required: true },
    day: true,
    photos: true,
  },
  stick: {
    label: '标记卡点',
    hint: '卡住了，写明卡在哪里、要谁来解决，街道看得到。',
    tone: 'plain',
    done: '已标记卡点',
    part: 'stuck',
    note: { label: '卡在哪里、需要谁来解决', required: true },
    day: true,
  },
  change: {
    label: '修改登记内容',
    hint: '摸排时写错了，或者权属查清了，在这里改。',
    tone: 'plain',
    done: '已修改',
    part: 'inventory',
    note: { label: '为什么改', required: false },
    day: false,
  },
  end: {
    label: '不再利用',
    hint: '拆除、收回、不能用的，写明原因。以后不能再改。',
    tone: 'grave',
    done: '已记为不再利用',
    note: { label: '原因', required: true },
    day: false,
  },
}

export const ADD: ResourceActionForm = {
  label: '登记一处',
  hint: '空着的房屋、地下室、车棚、空地，都可以登记。权属不清的先选“权属待查”。',
  tone: 'main',
  done: '已登记',
  part: 'inventory',
  note: { label: '说明', required: false },
  day: true,
  photos: true,
}

export const offered = (actions: readonly string[]) =>
  Object.keys(RESOURCE_ACTIONS).filter((action) => actions.includes(action))

export const STAGE_TONES: Record<string, Tone> = {
  found: 'plain',
  consulted: 'ochre',
  planned: 'ochre',
  funded: 'ochre',
  converting: 'pine',
  running: 'leaf',
  ended: 'plain',
}

/** The marks of the map. Which stage it is, is said by the shape, by the colour and in words. */
export const STAGE_SHAPES: Record<string, Pick<MapKind, 'shape' | 'tone'>> = {
  found: { shape: 'ring', tone: 'plain' },
  consulted: { shape: 'diamond', tone: 'ochre' },
  planned: { shape: 'square', tone: 'slate' },
  funded: { shape: 'star', tone: 'ochre' },
  converting: { shape: 'triangle', tone: 'pine' },
  running: { shape: 'circle', tone: 'leaf' },
  ended: { shape: 'cross', tone: 'plain' },
}

const figure = (kind: LedgerColumn['kind'], unit: string) =>
  ({ key: kind, kind, label: '', title: '', unit, choices: [] }) as unknown as LedgerColumn

export const AREA = figure('area_centi_m2', '㎡')
export const MONEY = figure('money_fen', '元')
