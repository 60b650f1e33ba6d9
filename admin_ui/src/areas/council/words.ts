import { dayFrom } from '@/core/format'
import type { Tone } from '@/ui/AppTag.vue'

export const STATE_TONES: Record<string, Tone> = {
  proposed: 'ochre',
  listed: 'pine',
  discussing: 'pine',
  deliberating: 'pine',
  owners: 'ochre',
  posted: 'ochre',
  doing: 'pine',
  done: 'leaf',
  declined: 'plain',
  dropped: 'plain',
}

/** Whether a day is over. */
export const isPast = (day: string | null): boolean => day !== null && day < dayFrom(0)

/** The numbers of 民法典 278, first paragraph. */
export const MATTERS = [
  { value: '0', label: '不属于' },
  { value: '1', label: '（一）业主大会议事规则' },
  { value: '2', label: '（二）管理规约' },
  { value: '3', label: '（三）选举业委会、更换委员' },
  { value: '4', label: '（四）选聘、解聘物业' },
  { value: '5', label: '（五）使用维修资金' },
  { value: '6', label: '（六）筹集维修资金' },
  { value: '7', label: '（七）改建、重建' },
  { value: '8', label: '（八）改变共有部分用途、利用它经营' },
  { value: '9', label: '（九）其他重大事项' },
]

export interface Step {
  label: string
  done: string
  /** What is asked before the step: the name of a field and its label. */
  asks: {
    name: string
    label: string
    hint?: string
    rows?: number
    kind?: 'date' | 'stars'
    optional?: boolean
  }[]
  sure?: string
  grave?: boolean
}

const RATED = '不选就用居民在手机上评的平均分'

export const STEPS: Record<string, Step> = {
  take: {
    label: '列为议题',
    done: '已列为议题，提的人会收到消息',
    asks: [],
    sure: '列为议题以后，全小区的邻居都看得到。里面写了别人的姓名、电话、门牌的，请先点“修改”去掉。',
  },
  decline: {
    label: '不受理',
    done: '已回复提的人',
    asks: [{ name: 'note', label: '为什么不受理', hint: '提的人看得到', rows: 3 }],
    grave: true,
  },
  discuss: {
    label: '开始商',
    done: '开始商量了',
    asks: [
      {
        name: 'scope',
        label: '在多大范围商量、请谁参加',
        hint: '例如：3 号楼全体业主和租户，物业，产权单位',
        rows: 3,
      },
    ],
  },
  deliberate: { label: '开始议', done: '可以开会议了', asks: [] },
  resolve: {
    label: '形成决议并公示',
    done: '决议公示七天，期满自动开始办',
    asks: [
      { name: 'resolution', label: '决议的内容', rows: 4 },
      { name: 'resolved_by', label: '由谁决定', hint: '例如：2026 年第 8 次议事会' },
      { name: 'posted_on', label: '张贴的日期', kind: 'date' },
      { name: 'posted_at', label: '张贴在哪里', hint: '至少两处，用顿号隔开' },
    ],
  },
  to_owners: {
    label: '送业主表决',
    done: '已送业主表决，表决的草稿在“业主表决”里',
    asks: [],
    sure: '这件事由业主共同决定。送出以后，“业主表决”里会有一份草稿；结果出来，这里会接着走。',
  },
  back: {
    label: '有不同意见，再议',
    done: '退回再议了，这次的决议作废',
    asks: [{ name: 'note', label: '谁有什么不同意见', hint: '居民看得到，请不要写姓名和门牌', rows: 3 }],
    grave: true,
  },
  close: {
    label: '办完评价',
    done: '已办完',
    asks: [
      { name: 'rating', label: '居民满意不满意', kind: 'stars' },
      { name: 'note', label: '评语', rows: 2, optional: true },
    ],
  },
  drop: {
    label: '不再议',
    done: '已结束',
    asks: [{ name: 'note', label: '为什么不再议', hint: '居民看得到', rows: 3 }],
    grave: true,
  },
}

/**
 * A step as it is asked for a topic: one that is probably the owners' is resolved here only with a reason, and stars are
 * asked for only when no neighbour has given any.
 */
export function stepOf(action: string, likely: string | null | undefined, rated = 0): Step {
  const step = STEPS[action]!
  if (action === 'close' && rated) {
    const asks = step.asks.map((ask) =>
      ask.kind === 'stars' ? { ...ask, optional: true, hint: RATED } : ask,
    )
    return { ...step, asks }
  }
  if (action !== 'resolve' || !likely) return step
  const ask = {
    name: 'note',
    label: '为什么不用业主共同决定',
    hint: `${likely}，往往要业主共同决定；是的话，请返回点“修改”选上第几项`,
    rows: 2,
  }
  return { ...step, asks: [...step.asks, ask] }
}

export const STEP_WORDS: Record<string, string> = {
  add: '列为议题',
  propose: '居民提案',
  save: '修改',
  take: '受理，列为议题',
  decline: '不受理',
  discuss: '开始商',
  deliberate: '开始议',
  to_owners: '送业主表决',
  decided: '业主表决有了结果',
  resolve: '形成决议并公示',
  begin: '公示期满，开始办',
  back: '公示期间有不同意见，再议',
  task_change: '改要办的事',
  task_remove: '去掉要办的事',
  close: '办完评价',
  drop: '不再议',
}

export const OUTCOMES: Record<string, string> = {
  passed: '业主表决通过',
  failed: '业主表决没有通过',
  cancelled: '业主表决取消了',
}
