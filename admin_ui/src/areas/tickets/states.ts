import type { TicketItem, TicketState, Urgency } from '@/api/contract'
import { date, nearTime } from '@/core/format'

type Tone = 'plain' | 'pine' | 'brick' | 'ochre' | 'leaf' | 'slate'

/** The states in the order of a ticket's life, for the tabs. Names of single tickets come from the server. */
export const STATES: readonly { value: TicketState; label: string }[] = [
  { value: 'submitted', label: '待受理' },
  { value: 'dispatched', label: '已派单' },
  { value: 'accepted', label: '已接单' },
  { value: 'in_progress', label: '处理中' },
  { value: 'suspended', label: '挂起' },
  { value: 'awaiting_confirmation', label: '待居民确认' },
  { value: 'closed', label: '已办结' },
  { value: 'withdrawn', label: '已撤回' },
  { value: 'merged', label: '已并案' },
]

export const STATE_TONES: Record<TicketState, Tone> = {
  submitted: 'brick',
  dispatched: 'slate',
  accepted: 'slate',
  in_progress: 'pine',
  suspended: 'ochre',
  awaiting_confirmation: 'leaf',
  closed: 'plain',
  withdrawn: 'plain',
  merged: 'plain',
}

export const URGENCIES: readonly { value: Urgency; label: string }[] = [
  { value: 'U1', label: '危急' },
  { value: 'U2', label: '急修' },
  { value: 'U3', label: '一般' },
  { value: 'U4', label: '普通' },
  { value: 'U5', label: '疑难' },
]

export const URGENCY_TONES: Record<Urgency, Tone> = {
  U1: 'brick',
  U2: 'ochre',
  U3: 'plain',
  U4: 'plain',
  U5: 'slate',
}

export const OUTCOMES = [
  { value: 'solved', label: '已解决' },
  { value: 'partly', label: '部分解决' },
  { value: 'unsolved', label: '未解决' },
] as const

/** Why it may be suspended. */
export const CAUSES = [
  { value: 'parts', label: '等配件' },
  { value: 'weather', label: '等天气' },
  { value: 'access', label: '进不了门' },
  { value: 'third_party', label: '等其他单位' },
  { value: 'other', label: '其他原因' },
] as const

/** What the handling side says it reached. The resident's own word is `OUTCOMES`. */
export const RESULTS = [
  { value: 'solved', label: '已解决' },
  { value: 'partly', label: '部分解决' },
  { value: 'unsolvable', label: '无法解决' },
  { value: 'not_ours', label: '非职责范围' },
] as const

const OVER: readonly TicketState[] = ['closed', 'withdrawn', 'merged']
/** While these last, the work is not what one waits for: the date stands, but nothing is counted down. */
export const RESTING: Partial<Record<TicketState, string>> = {
  suspended: '挂起，暂停计时',
  awaiting_confirmation: '已处理，待确认',
}
const SOON_MS = 24 * 3_600_000

export const isOver = (state: TicketState) => OVER.includes(state)

/** Where it is, with the compound once: the server's text may or may not begin with it. */
export function placeOf(ticket: Pick<TicketItem, 'compound' | 'place_text'>): string {
  const { compound, place_text } = ticket
  return place_text.startsWith(compound.name)
    ? place_text
    : [compound.name, place_text].filter(Boolean).join(' ')
}

const NEAR_MS = 7 * 24 * 3_600_000

/** Until when it stands still: a case on the ledger (挂账) is looked at again on that day, other work goes on. */
export function standstill(cause: string | null, until: string, now: Date) {
  const left = Date.parse(until) - now.getTime()
  if (cause === 'shelved') {
    const past = left < 0
    const words = `${date(until)} ${past ? '已该复核' : '复核'}`
    return { words, hint: '挂账，暂停计时', past, near: !past && left < NEAR_MS }
  }
  const asked = cause === 'resident'
  const words = `${nearTime(until, now)} ${asked ? '前等补充' : '恢复办理'}`
  return { words, hint: asked ? '待居民补充，暂停计时' : '挂起，暂停计时', past: false, near: false }
}

/** How pressing a ticket looks: the class of its row. */
export function pressure(ticket: TicketItem, now: Date): 'is-late' | 'is-soon' | '' {
  if (ticket.late) return 'is-late'
  if (isOver(ticket.state) || RESTING[ticket.state] || !ticket.finish_due_at) return ''
  return Date.parse(ticket.finish_due_at) - now.getTime() < SOON_MS ? 'is-soon' : ''
}
