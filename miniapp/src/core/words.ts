/** States and kinds in the words of the people who read them. */
import { plainTime } from '@/core/format'
import type { Outcome, TicketItem, TicketKind, TicketState } from '@/core/types'

export const OUTCOME_NAMES: Record<Outcome, string> = {
  solved: '解决了',
  partly: '部分解决',
  unsolved: '没有解决',
}

export const KIND_NAMES: Record<TicketKind, string> = {
  repair: '报修',
  complaint: '投诉',
  help: '求助',
  suggestion: '建议',
  report: '举报',
  consultation: '咨询',
}

export type Tone = 'calm' | 'busy' | 'yours' | 'done' | 'late'

/** Which colour a state wears. `yours`: the resident has to do something. */
export function toneOf(ticket: TicketItem): Tone {
  if (ticket.state === 'awaiting_confirmation' || ticket.cause === 'resident') return 'yours'
  if (['withdrawn', 'closed', 'merged'].includes(ticket.state)) return 'done'
  if (ticket.late) return 'late'
  return ticket.state === 'submitted' ? 'calm' : 'busy'
}

type Sentence = (ticket: TicketItem & { suspended_until?: string | null }) => string

const SENTENCES: Record<TicketState, Sentence> = {
  submitted: () => '已经收到，正在安排人',
  dispatched: (ticket) => `已经交给${who(ticket)}，等他们接单`,
  accepted: (ticket) => `${ticket.assignee?.name ?? who(ticket)}已经接单，会来处理`,
  in_progress: (ticket) => `${ticket.assignee?.name ?? who(ticket)}正在处理`,
  suspended: (ticket) => waitingSentence(ticket),
  awaiting_confirmation: () => '师傅说办好了，请您看一看',
  closed: (ticket) => (ticket.outcome ? `已经办结：${OUTCOME_NAMES[ticket.outcome]}` : '已经办结'),
  withdrawn: () => '您已经撤回，不再处理',
  merged: () => '和别人报的同一件事合在一起办了',
}

function waitingSentence(ticket: TicketItem & { suspended_until?: string | null }): string {
  const until = ticket.suspended_until ? plainTime(ticket.suspended_until) : ''
  if (ticket.cause === 'resident') return '有个问题要问您，请您回答'
  if (ticket.cause === 'shelved')
    return until ? `一时办不了，已经挂账，${until}再看能不能办` : '一时办不了，已经挂账'
  return until ? `先停一停，${until}前接着办` : '先停一停，之后接着办'
}

function who(ticket: TicketItem): string {
  return ticket.responsible?.name ?? '负责的单位'
}

/** One sentence that says where the matter stands. */
export function stateSentence(ticket: TicketItem & { suspended_until?: string | null }): string {
  return SENTENCES[ticket.state]?.(ticket) ?? ticket.state_name
}

/** What the matter is about, in one line. */
export function headline(ticket: TicketItem): string {
  return ticket.description || ticket.category_name || ticket.kind_name
}

/** The line under the sentence: until when. Empty when nothing is due. */
export function dueLine(ticket: TicketItem): string {
  if (
    !ticket.finish_due_at ||
    ['closed', 'withdrawn', 'merged', 'suspended', 'awaiting_confirmation'].includes(ticket.state)
  )
    return ''
  const due = plainTime(ticket.finish_due_at)
  return ticket.late ? `应在 ${due} 前办完，已经超时` : `最晚 ${due} 前办完`
}
