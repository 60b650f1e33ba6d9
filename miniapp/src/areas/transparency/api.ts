/** What a compound makes public, questions about it, and the log of work done: shapes and calls. */
import { request } from '@/core/http'
import type { Media, Named, Page } from '@/core/types'

export type CellValue = string | number | boolean | null
export type Row = Record<string, CellValue>

export interface Body {
  head: Row
  tables: Record<string, Row[]>
}

export interface Change {
  kind: 'added' | 'removed' | 'changed'
  key: string
  cells: { column: string; label: string; before: string; after: string }[]
}

export interface TableChanges {
  table: string
  name: string
  changes: Change[]
}

export interface Ahead {
  version_id: string
  number: number
  valid_from: string
  tables: TableChanges[]
}

export interface PublicQuestion {
  number: number
  anchor: string
  label: string
  shown: string
  asked_at: string
  state: QuestionState
  answer: string | null
  answered_at: string | null
}

export type QuestionState = 'open' | 'answered' | 'withdrawn'

export interface VersionBrief {
  version_id: string
  form: string
  title: string
  number: number
  state: 'published' | 'superseded' | 'withdrawn'
  published_at: string
  valid_from: string
  valid_to: string | null
}

export interface Disclosure extends VersionBrief {
  compound_id: string
  form_name: string
  state_name: string
  approved_by_post: string
  hash: string
  body: Body
  places: { place: string; media_id: string }[]
  attachments: string[]
  lead: string[]
  changes_ahead: Ahead[]
  /** What a correction put right; `values` are the old ones by anchor. */
  corrected_from: {
    version_id: string
    number: number
    reason: string
    values: Record<string, string>
    tables: TableChanges[]
  } | null
  withdraw_reason: string
  objections: PublicQuestion[]
  /** How many rows of a table only the version's own address shows. */
  left_out: Record<string, number>
}

export interface FeeRule {
  name: string
  rate_fen: number
  unit: string
  price: string
  example_centi_m2: number
  example_fen: number
  sentence: string
}

export interface Overdue {
  code: string
  form: string
  form_name: string
  content: string
  basis: string
  due_on: string
}

export type StandardState = 'on_time' | 'not_yet' | 'due' | 'late' | 'as_needed' | 'not_applicable'

/** How one item of the standard stands. */
export interface Standing {
  code: string
  category: string
  category_name: string
  name: string
  clause: string
  level_name: string
  level_words: string
  state: StandardState
  state_name: string
  /** The stretch of time that runs: how often something is to be done in it, and how often it was. */
  window: { starts_on: string; ends_on: string; times: number; done: number } | null
  next_due_on: string | null
  late_since: string | null
  share: { met: number; ended: number; permille: number | null }
  last_at: string | null
}

export interface Standard extends Standing {
  last: {
    at: string
    source: string
    source_name: string
    building: string | null
    asset: string | null
    took_minutes: number | null
  } | null
  photos: string[]
}

export interface PublicPage {
  id: string
  code: string
  name: string
  community: string
  provider: { name: string; phone: string | null } | null
  as_of: string
  fees: { version_id: string; lead: string[]; my_fee: FeeRule | null; changes_ahead: Ahead[] } | null
  plan: { number: number; basis_name: string; catalogue_version: string; starts_on: string } | null
  standards: Standard[]
  standards_summary: {
    items: number
    late: number
    met: number
    ended: number
    share_permille: number | null
  }
  disclosures: Disclosure[]
  overdue: Overdue[]
  objections: { every: number; open: number; answered: number }
}

/** `fresh`: past what the phone has kept, for who has just asked something or pulls the page down. */
export function publicPage(compoundId: string, fresh = false): Promise<PublicPage> {
  return request<PublicPage>('GET', `/public/compounds/${compoundId}`, { fresh })
}

export function publicVersion(compoundId: string, versionId: string, fresh = false): Promise<Disclosure> {
  return request<Disclosure>('GET', `/public/compounds/${compoundId}/disclosures/${versionId}`, { fresh })
}

export function publicVersions(compoundId: string, cursor: string | null): Promise<Page<VersionBrief>> {
  const query = { limit: 50, cursor }
  return request<Page<VersionBrief>>('GET', `/public/compounds/${compoundId}/disclosures`, { query })
}

/** The compound in which a label hangs, for somebody who is not signed in. */
export async function compoundOfCode(code: string): Promise<Named> {
  return (await request<{ compound: Named }>('GET', `/public/places/${encodeURIComponent(code)}`)).compound
}

/** Something that this person asked. */
export interface Question {
  id: string
  version_id: string
  compound: Named
  form: string
  title: string
  number: number
  anchor: string
  label: string
  shown: string
  reason: string
  state: QuestionState
  state_name: string
  asked_at: string
  due_at: string | null
  ticket_id: string
  ticket_no: string
  answer: string | null
  answered_at: string | null
}

export interface NewQuestion {
  version_id: string
  anchor: string
  reason: string
  hide_me: boolean
}

/** A service that came of an idle room (便民服务); `mine` are the stars that the person gave it. */
export interface ConvenienceService {
  id: string
  compound: Named
  name: string
  use_name: string | null
  place: string
  hours: string
  phone: string | null
  ratings: number
  stars_tenths: number | null
  mine: number | null
  may_rate: boolean
  photos: Media[]
}

export async function myServices(): Promise<ConvenienceService[]> {
  return (await request<Page<ConvenienceService>>('GET', '/services')).items
}

/** Say how good a service is; another word replaces it. Answers with all of them as they are now. */
export async function rateService(id: string, stars: number): Promise<ConvenienceService[]> {
  return (await request<Page<ConvenienceService>>('POST', `/services/${id}/rating`, { body: { stars } }))
    .items
}

export function myQuestions(cursor: string | null = null): Promise<Page<Question>> {
  return request<Page<Question>>('GET', '/disclosures/objections', { query: { limit: 100, cursor } })
}

export function ask(body: NewQuestion, key: string): Promise<Question> {
  return request<Question>('POST', '/disclosures/objections', { body, key })
}

/** An item that can be logged; `mine` is how often this person logged it here within thirty days. */
export interface MyItem extends Standing {
  evidence: 'photo' | 'record'
  mine: number
}

export interface ServiceRecord {
  id: string
  item_code: string
  item_name: string
  building: string | null
  asset: string | null
  at: string
  actions: string[]
}

export interface MyItems {
  place: { name: string; compound: Named; building_id: string | null }
  items: MyItem[]
  recent: ServiceRecord[]
}

/** Where work is logged: by the code of a label, or by the compound and perhaps a building. */
export interface WhereDone {
  code?: string
  compound_id?: string
  building_id?: string
}

export function myItems({ code, compound_id }: WhereDone): Promise<MyItems> {
  return request<MyItems>('GET', '/staff/standards/my-items', { query: { code, compound_id } })
}

export function undoRecord(id: string): Promise<ServiceRecord> {
  return request<ServiceRecord>('POST', `/staff/standards/records/${id}/actions/undo`)
}
