/** The forms of disclosure as the phone knows them: which words stand for which column, and how a value is read. */
import type { CellValue, Row } from '@/areas/transparency/api'
import written from '@/areas/transparency/forms.json'
import { dayWords, decimal } from '@/areas/transparency/words'

export interface Column {
  key: string
  label: string
  kind: string
  choices?: Record<string, string>
  unit?: string
}

export interface Table {
  key: string
  name: string
  row_key: string[]
  columns: Column[]
}

export interface Form {
  name: string
  head: Table
  tables: Table[]
}

const FORMS = written as unknown as Record<string, Form | undefined>

/** Undefined for a form that is newer than this phone client. */
export function formOf(code: string): Form | undefined {
  return FORMS[code]
}

type InWords = (value: CellValue, column: Column) => string
const number =
  (places: number, unit: string): InWords =>
  (value, column) =>
    `${decimal(Number(value), places)} ${column.unit ?? unit}`.trim()

/** How values of each kind are read; texts as they are. */
const KINDS: Record<string, InWords | undefined> = {
  money_fen: number(2, '元'),
  rate_fen: number(2, '元'),
  area_centi_m2: number(2, '㎡'),
  whole: number(0, ''),
  permille: (value) => `${decimal(Number(value), 1)}%`,
  flag: (value) => (value ? '是' : '否'),
  choice: (value, column) => column.choices?.[String(value)] ?? String(value),
  day: (value) => dayWords(String(value)),
}

/** A value as people read it: `1,234.50 元`, `是`, `2026年1月1日`; nothing is an empty text. */
export function wordsOf(column: Column, value: CellValue | undefined): string {
  if (value === null || value === undefined || value === '') return ''
  return KINDS[column.kind]?.(value, column) ?? String(value)
}

/** By what the server knows a row: the values of its key columns. */
export function keyOf(table: Table, row: Row): string {
  const keys = table.row_key.length ? table.row_key : table.columns.map((column) => column.key)
  return keys
    .map((key) => row[key])
    .filter((part) => part !== null && part !== undefined)
    .join('/')
}

/** How people know a row: its key columns in words. */
export function nameOf(table: Table, row: Row): string {
  const own = table.columns.filter((column) => table.row_key.includes(column.key))
  const shown = own.length ? own : table.columns.slice(0, 2)
  return shown
    .map((column) => wordsOf(column, row[column.key]))
    .filter(Boolean)
    .join(' ')
}

/** A price with its unit: `0.58 元/㎡·月`. */
export function priced(table: Table, row: Row): string {
  const unit = table.columns.find((column) => column.key === 'unit')?.choices?.[String(row.unit)] ?? '元'
  const number = decimal(Number(row.rate ?? 0), 2)
  return unit.startsWith('元') ? `${number} ${unit}` : `${number} 元（${row.basis ?? ''}）`
}
