import type { Grammar, GrammarKey } from '@/api/contract'
import { newKey } from '@/core/ids'

/** Editing a list of rules. Pure: every change gives a new list, so that the old one can be put back. */

export interface Hours {
  from: string
  to: string
}
export type Wanted = (string | number)[] | boolean | Hours
export type Conditions = Record<string, Wanted>

/** A rule as it is edited and sent. Its place in the list is its order. */
export interface DraftRule {
  id: string
  name: string
  conditions: Conditions
  target: string
  reason: string
  deadline: { amount: number; unit: string } | null
  urgency: string | null
}

export const ORGANISATION = 'organisation:'

export const isHours = (wanted: Wanted): wanted is Hours =>
  typeof wanted === 'object' && !Array.isArray(wanted)

/** What is sent of a rule that the server gave, without the words it added. */
export function stored(rule: DraftRule): DraftRule {
  const { id, name, conditions, target, reason, deadline, urgency } = rule
  return { id, name, conditions, target, reason, deadline, urgency }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

/** The same text for the same content, in whatever order its names stand. */
export const textOf = (value: unknown): string => JSON.stringify(sorted(value)) ?? ''

export const sameRule = (a: DraftRule | undefined, b: DraftRule | undefined): boolean =>
  a === b || (!!a && !!b && textOf(a) === textOf(b))

export const sameRules = (a: readonly DraftRule[], b: readonly DraftRule[]): boolean =>
  a.length === b.length && a.every((rule, at) => sameRule(rule, b[at]))

/** A rule to begin with. A street's rule holds in that street only. */
export function blankRule(street: string | null): DraftRule {
  return {
    id: newKey(),
    name: '',
    conditions: street ? { street_id: [street] } : {},
    target: '',
    reason: '',
    deadline: null,
    urgency: null,
  }
}

/** A name of at most `most` characters that no rule has yet: 屋面漏雨 → 屋面漏雨（2）. */
export function freeName(name: string, rules: readonly DraftRule[], most = 60): string {
  const taken = new Set(rules.map((rule) => rule.name))
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) {
    const tail = `（${number}）`
    const tried = name.slice(0, most - tail.length) + tail
    if (!taken.has(tried)) return tried
  }
}

/** Whether a street leaves this rule as it is: it belongs to the district or to another street. */
export function isLocked(rule: DraftRule, street: string | null): boolean {
  if (!street) return false
  const streets = rule.conditions.street_id
  return !(Array.isArray(streets) && streets.length === 1 && streets[0] === street)
}

/** Put `rule` where one of the same id is, or at `at`, or before the first rule without conditions. */
export function put(rules: readonly DraftRule[], rule: DraftRule, at?: number): DraftRule[] {
  if (rules.some((one) => one.id === rule.id)) return rules.map((one) => (one.id === rule.id ? rule : one))
  const last = rules.findIndex((one) => Object.keys(one.conditions).length === 0)
  const place = at ?? (last < 0 ? rules.length : last)
  return [...rules.slice(0, place), rule, ...rules.slice(place)]
}

export const remove = (rules: readonly DraftRule[], id: string): DraftRule[] =>
  rules.filter((rule) => rule.id !== id)

/** The same rule again. For a street it becomes a rule of that street, and stands before what it was taken from. */
export function duplicate(rules: readonly DraftRule[], id: string, street: string | null): DraftRule[] {
  const at = rules.findIndex((rule) => rule.id === id)
  const rule = rules[at]
  if (!rule) return [...rules]
  const bound: Conditions = isLocked(rule, street) && street ? { street_id: [street] } : {}
  const copy = {
    ...rule,
    id: newKey(),
    name: freeName(rule.name, rules),
    conditions: { ...rule.conditions, ...bound },
  }
  return put(rules, copy, isLocked(rule, street) ? at : at + 1)
}

/** Move the rule at `from` so that it stands at `to`. Outside the list means its end. */
export function move(rules: readonly DraftRule[], from: number, to: number): DraftRule[] {
  const place = Math.max(0, Math.min(rules.length - 1, to))
  const rule = rules[from]
  if (!rule || place === from) return [...rules]
  const rest = rules.filter((_, at) => at !== from)
  return [...rest.slice(0, place), rule, ...rest.slice(place)]
}

/** The condition with which a key starts when it is added. */
export function firstWanted(key: GrammarKey): Wanted {
  if (key.shape === 'flag') return true
  return key.shape === 'hours' ? { from: '20:00', to: '08:00' } : []
}

/** Whether `value` is chosen; months are numbers in a rule and words in the grammar. */
export const isChosen = (wanted: Wanted | undefined, value: string): boolean =>
  Array.isArray(wanted) && wanted.some((one) => String(one) === value)

/** Choose or drop values, in the order in which they were chosen. Months are stored as numbers. */
export function choose(
  key: string,
  wanted: Wanted | undefined,
  values: string[],
  on: boolean,
): (string | number)[] {
  const present = Array.isArray(wanted) ? wanted : []
  const asked = new Set(values)
  const kept = present.filter((one) => !asked.has(String(one)))
  const added = values.map((value) => (key === 'month' ? Number(value) : value))
  return on ? [...present, ...added.filter((one) => !isChosen(present, String(one)))] : kept
}

function conditionGap(wanted: Wanted): string {
  if (Array.isArray(wanted)) return wanted.length ? '' : '至少选一项'
  if (!isHours(wanted)) return ''
  return wanted.from && wanted.to && wanted.from !== wanted.to ? '' : '开始和结束时间不能相同，也不能空着'
}

function deadlineGap(deadline: DraftRule['deadline'], units: Grammar['units']): string {
  const unit = units.find((one) => one.value === deadline?.unit)
  if (!deadline || !unit) return ''
  const { amount } = deadline
  const right = Number.isInteger(amount) && amount >= unit.least && amount <= unit.greatest
  return right ? '' : `应在 ${unit.least} 到 ${unit.greatest} 之间`
}

/** What is missing before a rule can be taken over; the rest is said by the server. */
export function missing(rule: DraftRule, grammar: Grammar): Record<string, string> {
  const gaps: [string, string][] = [
    ['name', rule.name.trim() ? '' : '请填写名称'],
    ['target', rule.target && rule.target !== ORGANISATION ? '' : '请选择派给谁'],
    ['reason', rule.reason.trim() ? '' : '请填写理由'],
    ['deadline', deadlineGap(rule.deadline, grammar.units)],
    ...Object.entries(rule.conditions).map(([key, wanted]): [string, string] => [key, conditionGap(wanted)]),
  ]
  return Object.fromEntries(gaps.filter(([, words]) => words))
}
