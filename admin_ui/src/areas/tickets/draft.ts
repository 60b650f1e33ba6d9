import type { Outcome, TicketActIn } from '@/api/contract'
import type { ActionForm } from './actions'

/** What a person has filled in for an action. */
export interface Draft {
  note: string
  until: string
  media_ids: string[]
  /** `organisation:<id>` or `person:<id>` */
  target: string
  outcome: string
  rating: string
  comment: string
}

export const emptyDraft = (): Draft => ({
  note: '',
  until: '',
  media_ids: [],
  target: '',
  outcome: '',
  rating: '',
  comment: '',
})

/** What is missing or wrong, by field. Empty: it can be sent. */
export function missing(form: ActionForm, draft: Draft, now: Date): Record<string, string> {
  const checks: [string, boolean, string][] = [
    ['note', !!form.note?.required && !draft.note.trim(), `请填写${form.note?.label}`],
    ['until', !!form.until && Date.parse(draft.until) <= now.getTime(), '恢复时间应晚于现在'],
    ['until', !!form.until && !draft.until, '请选择预计恢复时间'],
    ['target', !!form.target && !draft.target, '请选择改派给谁'],
    ['outcome', !!form.outcome && !draft.outcome, '请选择解决情况'],
    ['rating', !!form.outcome && !draft.rating, '请选择满意度'],
  ]
  return Object.fromEntries(checks.filter(([, wrong]) => wrong).map(([field, , words]) => [field, words]))
}

/** The body to send: only the fields of this action. */
export function toBody(form: ActionForm, draft: Draft, version: number): TicketActIn {
  const body: TicketActIn = { version }
  if (form.note && draft.note.trim()) body.note = draft.note.trim()
  if (form.photos) body.media_ids = draft.media_ids
  if (form.until) body.until = draft.until
  if (form.target) {
    const [kind, id] = draft.target.split(':')
    if (kind === 'organisation') body.organisation_id = id
    else body.assignee_id = id
  }
  if (form.outcome) {
    body.outcome = draft.outcome as Outcome
    body.rating = Number(draft.rating)
    if (draft.comment.trim()) body.comment = draft.comment.trim()
  }
  return body
}
