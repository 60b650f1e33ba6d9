import type { Grammar, GrammarKey } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'
import { isHours, ORGANISATION, type DraftRule, type Wanted } from './rules'

export const STATE_TONES: Record<string, Tone> = {
  draft: 'ochre',
  submitted: 'pine',
  published: 'leaf',
  retired: 'slate',
  discarded: 'plain',
}
export const CHANGE_WORDS: Record<string, { label: string; tone: Tone }> = {
  added: { label: '新增', tone: 'leaf' },
  removed: { label: '删除', tone: 'brick' },
  changed: { label: '修改', tone: 'ochre' },
  moved: { label: '调整顺序', tone: 'slate' },
}
export const DIFFERENCES: Record<string, { label: string; tone: Tone }> = {
  organisation: { label: '换单位', tone: 'ochre' },
  limits: { label: '换期限', tone: 'slate' },
}

/** 第 2 版, or 草稿 while it has no number. */
export const numberWords = (number: number | null): string => (number === null ? '草稿' : `第 ${number} 版`)

const SHOWN = 3

/** A list in words; a long one is cut unless `whole`. */
export function listWords(names: readonly string[], whole = false): string {
  if (whole || names.length <= SHOWN) return names.join('、')
  return `${names.slice(0, SHOWN).join('、')}等${names.length}项`
}

export function hoursWords({ from, to }: { from: string; to: string }): string {
  return `在${from}至${to <= from ? '次日' : ''}${to}`
}

/** One condition as it is said until the server has said it. `names` has what the grammar leaves to look-ups. */
export function phrase(
  key: GrammarKey,
  wanted: Wanted,
  names: ReadonlyMap<string, string> = new Map(),
  whole = false,
): string {
  if (typeof wanted === 'boolean') return key.said[wanted ? 0 : 1] ?? key.label
  if (isHours(wanted)) return hoursWords(wanted)
  if (!wanted.length) return `${key.label}是（还没有选）`
  const known = new Map((key.values ?? []).map((one) => [one.value, one.label]))
  const said = wanted.map((one) => known.get(String(one)) ?? names.get(String(one)))
  if (said.some((one) => one === undefined)) return `${key.label}是已选的${wanted.length}项`
  return `${key.label}是${listWords(said as string[], whole)}`
}

/** Whom a target means. */
export function targetWords(target: string, grammar: Grammar, names: ReadonlyMap<string, string>): string {
  if (target.startsWith(ORGANISATION)) return names.get(target) ?? '指定的单位'
  return grammar.targets.find((one) => one.value === target)?.label ?? target
}

/** 3个工作日内办结 */
export function deadlineWords(deadline: DraftRule['deadline'], grammar: Grammar): string {
  if (!deadline) return ''
  const unit = grammar.units.find((one) => one.value === deadline.unit)?.label ?? ''
  return `${deadline.amount}${unit === '工作日' ? '个' : ''}${unit}内办结`
}

export const urgencyWords = (urgency: string | null, grammar: Grammar): string =>
  grammar.urgencies.find((one) => one.value === urgency)?.label ?? ''

// --- the reason ---

export interface Segment {
  text: string
  /** What the placeholder is called; undefined for plain text. */
  placeholder?: string
  /** A placeholder that there is not. */
  unknown?: boolean
}

const PLACEHOLDER = /\{(\w+)\}/

/** A reason in pieces, with `filled` in place of its placeholders, or their names where nothing is filled in. */
export function segments(
  reason: string,
  placeholders: Grammar['placeholders'],
  filled: Record<string, string> = {},
): Segment[] {
  const names = new Map(placeholders.map((one) => [one.value, one.label]))
  return reason
    .split(PLACEHOLDER)
    .map((text, at): Segment => {
      if (at % 2 === 0) return { text }
      const label = names.get(text)
      if (label === undefined) return { text: `{${text}}`, unknown: true }
      return { text: filled[text] || `〔${label}〕`, placeholder: label }
    })
    .filter((one) => one.text)
}

/** What can be filled into a preview: whom the rule names, and the one category or compound that it asks for. */
export function filling(
  rule: DraftRule,
  grammar: Grammar,
  names: ReadonlyMap<string, string>,
): Record<string, string> {
  const only = (name: string): string => {
    const wanted = rule.conditions[name]
    if (!Array.isArray(wanted) || wanted.length !== 1) return ''
    const key = grammar.keys.find((one) => one.name === name)
    return key?.values?.find((one) => one.value === String(wanted[0]))?.label ?? ''
  }
  const organisation = rule.target.startsWith(ORGANISATION) ? (names.get(rule.target) ?? '') : ''
  return { organisation, category: only('category'), compound: only('compound_id') }
}

// --- dry runs and accuracy ---

/** 23.4% of `whole`; 0% of nothing. */
export const shareWords = (part: number, whole: number): string =>
  whole ? `${((100 * part) / whole).toFixed(1)}%` : '0%'

// --- who has to do what ---

/** Whether the version waits for this person's judgement. */
export const waitsForMe = (set: { actions: string[] }): boolean =>
  set.actions.includes('publish') || set.actions.includes('return')

interface Waiting {
  state: string
  stale: boolean
  street_name: string | null
  actions: string[]
}

/** What a version that waits for publishing needs next, and why this person cannot publish it; '' if he can. */
export function whyNotPublish(set: Waiting, role: string | null): string {
  if (set.state !== 'submitted' || set.actions.includes('publish')) return ''
  if (set.stale && set.actions.includes('return'))
    return '起草之后又发布了新的一版，这一版不能直接发布。请退回，由起草的一方合并到新版后再提交。'
  if (set.stale && set.actions.includes('withdraw'))
    return '起草之后又发布了新的一版，这一版不能直接发布。请先撤回，合并到新版后再提交。'
  if (role === 'street') return '已经提交，等区住建委的同事审核发布。'
  return '这一版由您起草、修改过或提交，不能由您自己发布（双人发布）。请区里另一位同事审核。'
}

/** Whether a dry run is still under way. */
export const isWorking = (run: { state: string }): boolean =>
  run.state === 'queued' || run.state === 'running'
