import type { PlanTerm } from '@/api/contract'
import type { TermIn } from './api'
import { LEVELS } from './words'

/** What a person chooses for an item: a level, that it must be done, the contract's own words, or 不适用. */
export type Kind = '' | '1' | '2' | '3' | 'must' | 'own' | 'na'

/** What is on the screen for one item. `text` is the reason of 不适用, or the contract's own words. */
export interface Draft {
  kind: Kind
  text: string
  times: string
  per: string
}
export type Edits = Readonly<Record<string, Draft>>

const MOST_TIMES = 99

/** What is stored, as the screen shows it. */
export function draftOf(term: PlanTerm): Draft {
  const times = term.agreed_times === null ? '' : String(term.agreed_times)
  const rest = { times, per: term.agreed_per ?? '' }
  if (term.not_applicable !== null) return { kind: 'na', text: term.not_applicable, ...rest }
  if (term.agreed !== null) return { kind: 'own', text: term.agreed, ...rest }
  if (term.level !== null) return { kind: String(term.level) as Kind, text: '', ...rest }
  return { kind: term.levelled ? '' : 'must', text: '', ...rest }
}

/** What may be chosen for an item. */
export function choicesOf(term: PlanTerm, own: boolean): { value: Kind; label: string }[] {
  const levels = term.levelled
    ? LEVELS.map((one) => ({ value: String(one.value) as Kind, label: one.label as string }))
    : [{ value: 'must' as Kind, label: '必须做到' }]
  return [
    ...levels,
    ...(own ? [{ value: 'own' as Kind, label: '合同原有约定' }] : []),
    ...(term.optional ? [{ value: 'na' as Kind, label: '不适用' }] : []),
  ]
}

/** The same on the wire. */
export function termOf(code: string, draft: Draft): TermIn {
  const text = draft.text.trim() || null
  const own = draft.kind === 'own'
  return {
    item_code: code,
    level: /^[123]$/.test(draft.kind) ? Number(draft.kind) : null,
    agreed: own ? text : null,
    agreed_times: own && draft.times ? Number(draft.times) : null,
    agreed_per: own && draft.per ? draft.per : null,
    not_applicable: draft.kind === 'na' ? text : null,
  }
}

/** What keeps a row from being saved, as a sentence; null when nothing does. */
export function wrongWith(draft: Draft): string | null {
  if (draft.kind === 'na' && !draft.text.trim()) return '请写明为什么不适用，居民会看到'
  if (draft.kind !== 'own') return null
  if (!draft.text.trim()) return '请写明合同约定的内容'
  if (!draft.times !== !draft.per) return '约定次数和约定周期要一起填'
  if (!draft.times) return null
  const whole = /^\d+$/.test(draft.times) && Number(draft.times) >= 1 && Number(draft.times) <= MOST_TIMES
  return whole ? null : `约定次数填 1 到 ${MOST_TIMES} 的整数`
}

/** Whether two rows say the same. */
export function same(one: Draft, other: Draft): boolean {
  return JSON.stringify(termOf('', one)) === JSON.stringify(termOf('', other)) && one.kind === other.kind
}

/** What would be demanded, in words; empty while nothing is chosen. */
export function saidBy(term: PlanTerm, draft: Draft): string {
  if (draft.kind === 'na' || draft.kind === 'own' || draft.kind === '') return ''
  return (draft.kind === 'must' ? term.words[0] : term.words[Number(draft.kind) - 1]) ?? ''
}
