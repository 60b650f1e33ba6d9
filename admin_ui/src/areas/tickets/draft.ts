import type { Outcome, TicketActIn } from '@/api/contract'
import type { ActionForm } from './actions'

/** What a person has filled in for an action. */
export interface Draft {
  note: string
  until: string
  media_ids: string[]
  /** `organisation:<id>` or `person:<id>` */
  target: string
  cause: string
  result: string
  reason: string
  /** The id of another ticket. */
  into: string
  outcome: string
  rating: string
  comment: string
}

export const emptyDraft = (): Draft => ({
  note: '',
  until: '',
  media_ids: [],
  target: '',
  cause: '',
  result: '',
  reason: '',
  into: '',
  outcome: '',
  rating: '',
  comment: '',
})

/** Results that say why nothing was mended. */
export const NEEDS_REASON: readonly string[] = ['unsolvable', 'not_ours']

/** Parts of a form where one of a few has to be chosen: part, field, words. */
const CHOSEN: readonly [keyof ActionForm, keyof Draft, string][] = [
  ['cause', 'cause', '请选择挂起的原因'],
  ['result', 'result', '请选择办理结果'],
  ['into', 'into', '请选择并入哪一张工单'],
  ['outcome', 'outcome', '请选择解决情况'],
  ['outcome', 'rating', '请选择满意度'],
]

/** What is missing or wrong, by field. Empty: it can be sent. */
export function missing(form: ActionForm, draft: Draft, now: Date): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [part, field, words] of CHOSEN) if (form[part] && !draft[field]) found[field] = words
  if (form.note?.required && !draft.note.trim()) found.note = `请填写${form.note.label}`
  if (form.target && !draft.target) found.target = `请选择${form.target.label}`
  Object.assign(found, untilProblem(form.until, draft.until, now))
  if (form.result && NEEDS_REASON.includes(draft.result) && !draft.reason.trim()) found.reason = '请写明原因'
  return found
}

function untilProblem(asked: ActionForm['until'], until: string, now: Date): { until?: string } {
  if (!asked) return {}
  if (!until) return { until: `请选择${asked.label}` }
  return Date.parse(until) <= now.getTime() ? { until: '时间应晚于现在' } : {}
}

/** The body to send: only the fields of this action. */
export function toBody(form: ActionForm, draft: Draft, version: number): TicketActIn {
  const body: TicketActIn = { version }
  if (form.note && draft.note.trim()) body.note = draft.note.trim()
  if (form.photos) body.media_ids = draft.media_ids
  if (form.until) body.until = draft.until
  if (form.into) body.into_id = draft.into
  if (form.cause) body.cause = draft.cause as NonNullable<TicketActIn['cause']>
  return { ...body, ...reached(form, draft), ...given(form, draft), ...judged(form, draft) }
}

function reached(form: ActionForm, draft: Draft): Partial<TicketActIn> {
  if (!form.result) return {}
  const result = draft.result as NonNullable<TicketActIn['result']>
  return NEEDS_REASON.includes(draft.result) ? { result, reason: draft.reason.trim() } : { result }
}

function given(form: ActionForm, draft: Draft): Partial<TicketActIn> {
  if (!form.target) return {}
  const [kind, id] = draft.target.split(':')
  return kind === 'organisation' ? { organisation_id: id } : { assignee_id: id }
}

function judged(form: ActionForm, draft: Draft): Partial<TicketActIn> {
  if (!form.outcome) return {}
  const comment = draft.comment.trim()
  return {
    outcome: draft.outcome as Outcome,
    rating: Number(draft.rating),
    ...(comment ? { comment } : {}),
  }
}
