import type { DisclosureForm, DisclosureProblem } from '@/api/contract'
import { fieldId, spotOf, type Line } from './body'

export type Said = ReadonlyMap<string, DisclosureProblem[]>

/** What is said of one field: an error stops the submission, a warning does not. */
export interface Remark {
  text: string
  bad: boolean
}

/** The problems by the id of the field where they stand. */
export function byField(problems: readonly DisclosureProblem[], lines: Record<string, Line[]>): Said {
  const found = new Map<string, DisclosureProblem[]>()
  for (const one of problems) {
    const { part, line, column } = spotOf(one.path, lines)
    const id = fieldId(part, line, column)
    found.set(id, [...(found.get(id) ?? []), one])
  }
  return found
}

/** Whether it is only that nothing stands there yet. */
export const isMissing = (one: DisclosureProblem): boolean =>
  one.level === 'error' && /^[^：]*：请填写/.test(one.text)

/** A sentence without the name of the column before it, where that name stands beside it anyway. */
export const bareText = (text: string, label: string): string =>
  label && text.startsWith(label + '：') ? text.slice(label.length + 1) : text

/**
 * What stands under a field: what cannot even be read goes before what the server found. That it is empty is no
 * reproach before somebody has tried to hand the sheet in.
 */
export function remarkOn(said: Said, id: string, label: string, typo: string, tried: boolean): Remark {
  if (typo) return { text: typo, bad: true }
  const here = (said.get(id) ?? []).filter((one) => tried || !isMissing(one))
  return {
    text: here.map((one) => bareText(one.text, label)).join('；'),
    bad: here.some((one) => one.level === 'error'),
  }
}

/** Problems that belong to no field that is drawn: the period, the content as a whole. */
export function homeless(problems: readonly DisclosureProblem[], form: DisclosureForm): DisclosureProblem[] {
  const parts = new Set([
    'head',
    'places',
    'attachments',
    'valid_from',
    'valid_to',
    ...form.tables.map((t) => t.key),
  ])
  return problems.filter((one) => !parts.has(one.path.split('.')[0] ?? ''))
}
