/**
 * What was disclosed, ready to be shown: every value in words under its anchor, with what a correction changed and what
 * was asked and answered about it.
 */
import type { Disclosure, PublicQuestion, Question, QuestionState, Row } from '@/areas/transparency/api'
import { formOf, keyOf, nameOf, priced, wordsOf, type Column, type Table } from '@/areas/transparency/forms'
import { yuan } from '@/areas/transparency/words'

/** A question as it stands beside a value. `mine` is what only the one who asked sees. */
export interface Asked {
  key: string
  label: string
  shown: string
  at: string
  state: QuestionState
  answer: string | null
  answeredAt: string | null
  mine: { reason: string; no: string; ticketId: string; dueAt: string | null } | null
}

export interface Value {
  anchor: string
  label: string
  words: string
  /** What stood here before a correction. */
  before: string
  asked: Asked[]
}

export interface Card {
  key: string
  title: string
  /** The figure by which people know the row. */
  headline: Value | null
  /** What is shown at once; the rest when somebody opens it. */
  values: Value[]
  more: Value[]
  /** A sentence that was worked out: how far from the budget. */
  remark: string
  /** The amount against the largest of its table, 0 to 100; -1 where it says nothing. */
  bar: number
}

export interface Section {
  key: string
  name: string
  cards: Card[]
  /** How many rows come after those that are here. */
  rest: number
}

export interface View {
  facts: Value[]
  sections: Section[]
  /** Questions about values that this version no longer has. */
  elsewhere: Asked[]
}

const HEADLINES = ['rate', 'amount', 'net', 'collected', 'closing', 'paid_in', 'paid_out']
/** What people look for first in a row; everything else is one tap away. Tables that are not here show all. */
const FIRST: Record<string, string[] | undefined> = {
  'fees.items': ['content', 'standard', 'decision'],
  'accounts.income': ['budget', 'note'],
  'accounts.expense': ['budget', 'note'],
  'accounts_quarter.income': ['budget', 'note'],
  'accounts_quarter.expense': ['budget', 'note'],
  'revenue.sources': ['gross', 'cost', 'note'],
  'services.items': ['level', 'words'],
}

/** Questions about a version: those of everybody, and mine with what only I may see. */
export function askedOf(entry: Disclosure, mine: Question[]): { anchor: string; asked: Asked }[] {
  const left = mine.filter((one) => one.form === entry.form && one.compound.id === entry.compound_id)
  const found = entry.objections.map((one) => {
    const place = left.findIndex((other) => sameQuestion(one, other))
    const own = place < 0 ? null : left.splice(place, 1)[0]
    return { anchor: one.anchor, asked: shaped(one, own) }
  })
  // The public page may be a minute old: what I have just asked stands here all the same.
  const fresh = left.filter((one) => one.version_id === entry.version_id && one.state !== 'withdrawn')
  return [...found, ...fresh.map((one) => ({ anchor: one.anchor, asked: shaped(one, one) }))]
}

function sameQuestion(one: PublicQuestion, mine: Question): boolean {
  return one.anchor === mine.anchor && new Date(one.asked_at).getTime() === new Date(mine.asked_at).getTime()
}

/** Of what everybody and what I am told, the newer: my own list is never kept by the phone. */
function shaped(one: PublicQuestion | Question, own: Question | null): Asked {
  const newest = own ?? one
  return {
    key: `${one.anchor} ${one.asked_at}`,
    label: one.label,
    shown: one.shown,
    at: one.asked_at,
    state: newest.state,
    answer: newest.answer,
    answeredAt: newest.answered_at,
    mine: own ? { reason: own.reason, no: own.ticket_no, ticketId: own.ticket_id, dueAt: own.due_at } : null,
  }
}

/** A version ready to be shown. Null when its form is newer than this phone client. */
export function viewOf(entry: Disclosure, mine: Question[]): View | null {
  const form = formOf(entry.form)
  if (!form) return null
  const questions = askedOf(entry, mine)
  const present = new Set<string>()
  const valueOf = (anchor: string, column: Column, row: Row): Value => {
    present.add(anchor)
    return {
      anchor,
      label: column.label,
      words: wordsOf(column, row[column.key]),
      before: entry.corrected_from?.values[anchor] ?? '',
      asked: questions.filter((one) => one.anchor === anchor).map((one) => one.asked),
    }
  }
  const facts = form.head.columns
    .map((column) => valueOf(`head.${column.key}`, column, entry.body.head))
    .filter(says)
  const sections = form.tables.map((table) => sectionOf(entry, table, valueOf))
  const hidden = Object.keys(entry.left_out).length > 0
  return {
    facts,
    sections: sections.filter((one) => one.cards.length > 0),
    elsewhere: hidden ? [] : questions.filter((one) => !present.has(one.anchor)).map((one) => one.asked),
  }
}

type ValueOf = (anchor: string, column: Column, row: Row) => Value
const says = (value: Value) => Boolean(value.words || value.before || value.asked.length)

function sectionOf(entry: Disclosure, table: Table, valueOf: ValueOf): Section {
  const rows = entry.body.tables[table.key] ?? []
  const largest = Math.max(0, ...rows.map((row) => Number(row.amount ?? 0)))
  const cards = rows.map((row, place) => {
    const card = cardOf(entry.form, table, row, valueOf)
    card.key = `${table.key} ${place}`
    card.bar =
      largest > 0 && isAccount(entry.form) ? Math.round((Number(row.amount ?? 0) * 100) / largest) : -1
    return card
  })
  return { key: table.key, name: table.name, cards, rest: entry.left_out[table.key] ?? 0 }
}

const isAccount = (form: string) => form === 'accounts' || form === 'accounts_quarter'

function cardOf(form: string, table: Table, row: Row, valueOf: ValueOf): Card {
  const prefix = `${table.key}.${keyOf(table, row)}`
  const main = HEADLINES.find((key) => table.columns.some((one) => one.key === key) && filled(row[key]))
  const isPrice = form === 'fees' && table.key === 'items'
  let headline: Value | null = null
  const rest: { key: string; value: Value }[] = []
  for (const column of table.columns) {
    const value = valueOf(`${prefix}.${column.key}`, column, row)
    if (column.key === main) headline = isPrice ? { ...value, words: priced(table, row) } : value
    else if (says(value) && !isSaid(table, column.key, isPrice, value)) rest.push({ key: column.key, value })
  }
  const first = FIRST[`${form}.${table.key}`]
  const isFirst = (one: { key: string; value: Value }) =>
    !first || first.includes(one.key) || one.value.asked.length > 0 || Boolean(one.value.before)
  return {
    key: '',
    title: nameOf(table, row),
    headline,
    values: rest.filter(isFirst).map((one) => one.value),
    more: rest.filter((one) => !isFirst(one)).map((one) => one.value),
    remark: isAccount(form) ? budgetRemark(row) : '',
    bar: -1,
  }
}

const filled = (value: unknown) => value !== null && value !== undefined && value !== ''

/** What stands in the title or in the price is not said again, but a question about it must not be lost. */
function isSaid(table: Table, key: string, isPrice: boolean, value: Value): boolean {
  return (table.row_key.includes(key) || (isPrice && key === 'unit')) && !value.asked.length && !value.before
}

/** `比预算多 1,000.00 元（10%）`; empty without a budget. */
export function budgetRemark(row: Row): string {
  const budget = Number(row.budget ?? 0)
  const amount = Number(row.amount ?? 0)
  if (!budget) return ''
  if (amount === budget) return '和预算一样'
  const apart = Math.abs(amount - budget)
  const tenths = Math.round((apart * 1000) / budget)
  const share = `${Math.floor(tenths / 10)}.${tenths % 10}%`.replace('.0%', '%')
  return `比预算${amount > budget ? '多' : '少'} ${yuan(apart)}（${share}）`
}

/** Whether the lines of an account add up to its totals; null where this cannot be seen from here. */
export function addsUp(entry: Disclosure): boolean | null {
  const { head, tables } = entry.body
  if (!isAccount(entry.form) || Object.keys(entry.left_out).length) return null
  const sum = (table: string) => (tables[table] ?? []).reduce((all, row) => all + Number(row.amount ?? 0), 0)
  const balance =
    Number(head.total_income) -
    Number(head.total_expense) -
    Number(head.commission ?? 0) -
    Number(head.tax ?? 0)
  return (
    sum('income') === head.total_income && sum('expense') === head.total_expense && balance === head.balance
  )
}
