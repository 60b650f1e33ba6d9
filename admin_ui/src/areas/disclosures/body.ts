import type {
  DisclosureBody,
  DisclosureForm,
  DisclosureVersion,
  LedgerTable,
  LedgerValue,
} from '@/api/contract'

/** What a form says, and what stands around it, as it goes over the wire. */

export type Row = Record<string, LedgerValue>

export interface PostingPlace {
  place: string
  media_id: string
}

export interface Content {
  body: DisclosureBody
  places: PostingPlace[]
  attachments: string[]
  valid_from: string | null
  valid_to: string | null
}

/** A row on the screen. Its key stays while rows come and go around it. */
export interface Line {
  key: number
  row: Row
}

export const HEAD = 'head'
let lastKey = 0

export const lineOf = (row: Row): Line => ({ key: ++lastKey, row: { ...row } })

export const blankRow = (table: LedgerTable): Row =>
  Object.fromEntries(table.columns.map((column) => [column.key, null]))

/** Whether nothing at all is filled in: such a row is no row. */
export const isBlank = (row: Row): boolean =>
  Object.values(row).every((value) => value === null || value === undefined || String(value).trim() === '')

export const filled = (lines: readonly Line[]): Line[] => lines.filter((line) => !isBlank(line.row))

/** Where a problem is: a table (or the head, the places …), the line on the screen, and the column. */
export interface Spot {
  part: string
  line: Line | null
  column: string
}

/** Read `items.3.rate`, where rows are counted without the blank ones. */
export function spotOf(path: string, lines: Record<string, Line[]>): Spot {
  const [part = '', second = '', third = ''] = path.split('.')
  if (part === HEAD) return { part, line: null, column: second }
  const number = Number(second)
  const line = number > 0 ? (filled(lines[part] ?? [])[number - 1] ?? null) : null
  return { part, line, column: third }
}

/** The id of the field for a cell, so that a problem can lead there. */
export const fieldId = (part: string, line: Line | null, column: string): string =>
  ['f', part, line?.key, column].filter((one) => one !== undefined && one !== '').join('-')

/** How people call a place: 收入第 3 行“实际数”. */
export function placeWords(form: DisclosureForm, path: string): string {
  const [part = '', second = '', third = ''] = path.split('.')
  const others: Record<string, string> = {
    period: '期间',
    valid_from: '开始日期',
    valid_to: '结束日期',
    places: '张贴地点',
    attachments: '证明照片',
  }
  if (others[part]) return others[part]
  const table = part === HEAD ? form.head : form.tables.find((one) => one.key === part)
  if (!table) return ''
  const key = part === HEAD ? second : third
  const column = table.columns.find((one) => one.key === key)?.label ?? ''
  const row = part !== HEAD && Number(second) ? `第 ${second} 行` : ''
  return [table.name + row, column].filter(Boolean).join(' · ')
}

/** What is stored of a version, as far as a person edits it. */
export const contentOf = (version: DisclosureVersion): Content => ({
  body: version.body,
  places: version.places.map(({ place, media_id }) => ({ place, media_id })),
  attachments: [...version.attachments],
  valid_from: version.valid_from,
  valid_to: version.valid_to,
})
