import type { AgreementDetail, AgreementIn, Organisation } from '@/api/contract'
import { LISTS, ROLES } from './words'

type ListKey = (typeof LISTS)[number]['key']
type ListRow = AgreementIn['lists'] extends infer L
  ? L extends Record<ListKey, (infer R)[]>
    ? R
    : never
  : never

/** An agreement while it is typed in. Lists are text: one row a line, its parts between bars. */
export interface Draft {
  number: string
  compound_ids: string[]
  parties: { organisation_id: string; role: string }[]
  signed_on: string
  starts_on: string
  ends_on: string
  goal: string
  lists: Record<ListKey, string>
}

export const emptyDraft = (): Draft => ({
  number: '',
  compound_ids: [],
  parties: [
    { organisation_id: '', role: 'community' },
    { organisation_id: '', role: 'company' },
  ],
  signed_on: '',
  starts_on: '',
  ends_on: '',
  goal: '',
  lists: { needs: '', resources: '', projects: '' },
})

const CLIP = /[|｜\t]/

/** Rows of a list as lines, or as they are pasted from Excel. */
export function rowsOf(text: string): { text: string; owner: string; note: string }[] {
  return text
    .split('\n')
    .map((line) => line.split(CLIP).map((part) => part.trim()))
    .filter((parts) => parts.some(Boolean))
    .map(([what = '', owner = '', ...note]) => ({ text: what, owner, note: note.join(' ').trim() }))
}

/** Lines of the rows of a list. */
export function linesOf(rows: readonly { text: string; owner: string; note: string }[]): string {
  const flat = (part: string) => part.replaceAll(/[\n\t|｜]/g, ' ')
  return rows
    .map(({ text, owner, note }) => [text, owner, note].map(flat).join('｜').replace(/｜+$/, ''))
    .join('\n')
}

export function draftOf(agreement: AgreementDetail): Draft {
  return {
    number: agreement.number,
    compound_ids: agreement.compounds.map((one) => one.id),
    parties: agreement.parties.map((one) => ({ organisation_id: one.id, role: one.role })),
    signed_on: agreement.signed_on ?? '',
    starts_on: agreement.starts_on,
    ends_on: agreement.ends_on,
    goal: agreement.goal,
    lists: {
      needs: linesOf(agreement.lists.needs),
      resources: linesOf(agreement.lists.resources),
      projects: linesOf(agreement.lists.projects),
    },
  }
}

export function bodyOf(draft: Draft): AgreementIn {
  const lists: Record<ListKey, ListRow[]> = {
    needs: rowsOf(draft.lists.needs) as ListRow[],
    resources: rowsOf(draft.lists.resources) as ListRow[],
    projects: rowsOf(draft.lists.projects) as ListRow[],
  }
  return {
    number: draft.number.trim(),
    compound_ids: draft.compound_ids,
    parties: draft.parties.filter((one) => one.organisation_id),
    signed_on: draft.signed_on || null,
    starts_on: draft.starts_on,
    ends_on: draft.ends_on,
    goal: draft.goal.trim(),
    lists,
  } as AgreementIn
}

/** What has to be filled in before anything can be kept. */
export function missingIn(draft: Draft): Record<string, string> {
  const found: Record<string, string> = {}
  if (!draft.number.trim()) found.number = '请填写协议编号'
  if (!draft.compound_ids.length) found.compound_ids = '请选择小区'
  if (!draft.starts_on) found.starts_on = '请选择开始日期'
  if (!draft.ends_on) found.ends_on = '请选择结束日期'
  for (const { key, label } of LISTS)
    if (rowsOf(draft.lists[key]).some((row) => !row.text)) found[key] = `${label}里有一行没有写内容`
  return found
}

/** The last day of a term of whole years. */
export function lastDay(first: string, years: number): string {
  const [year = 0, month = 1, day = 1] = first.split('-').map(Number)
  const after = new Date(Date.UTC(year + years, month - 1, day))
  // 29 February has no like in other years: the term ends on the 27th, as the server counts it.
  if (after.getUTCDate() !== day) after.setUTCDate(0)
  return new Date(after.getTime() - 86_400_000).toISOString().slice(0, 10)
}

/** The organisations that can take part as somebody. One that stands in a row keeps its name when it is there no more. */
export function choicesFor(
  role: string,
  organisations: readonly Organisation[],
  held?: { readonly id: string; readonly name: string },
) {
  const kinds = ROLES.find((one) => one.value === role)?.kinds
  const choices = organisations
    .filter((one) => !kinds || kinds.includes(one.kind))
    .map(({ id, name }) => ({ value: id, label: name }))
  const gone = held && !organisations.some((one) => one.id === held.id)
  return gone ? [...choices, { value: held.id, label: `${held.name}（已撤场或注销）` }] : choices
}
