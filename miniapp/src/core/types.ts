/** What the API sends and takes, as far as the phone uses it. */

export interface Page<T> {
  items: T[]
  next: string | null
}

export type TicketKind = 'repair' | 'complaint' | 'help' | 'suggestion' | 'report' | 'consultation'
export type TicketState =
  | 'submitted'
  | 'dispatched'
  | 'accepted'
  | 'in_progress'
  | 'suspended'
  | 'awaiting_confirmation'
  | 'closed'
  | 'withdrawn'
  | 'merged'
export type Outcome = 'solved' | 'partly' | 'unsolved'
export type EmergencyKey = 'gas' | 'entrapment' | 'fire' | 'power' | 'burst_pipe'

export interface Named {
  id: string
  name: string
}

export interface TicketItem {
  id: string
  no: string
  kind: TicketKind
  kind_name: string
  category: string | null
  category_name: string | null
  state: TicketState
  state_name: string
  urgency: string
  urgency_name: string
  version: number
  actions: string[]
  description: string
  compound: Named
  place_text: string
  created_at: string
  finish_due_at: string | null
  late: boolean
  responsible: (Named & { phone?: string | null }) | null
  assignee: Named | null
  photo_url: string | null
  rating: number | null
  outcome: Outcome | null
  /** Why it stands still: `resident` waits for an answer, `shelved` is on the ledger of hard cases. */
  cause?: string | null
  /** Who reported it for whom, as a finished sentence; empty when nobody did it for another. */
  behalf_text?: string
}

export interface TimelineEntry {
  seq: number
  at: string
  action: string
  text: string
  actor: string | null
  note: string | null
  state: TicketState
  media_ids: string[]
}

export interface Clock {
  kind: 'contact' | 'onsite' | 'finish'
  name: string
  due_at: string | null
  met_at: string | null
  status: 'running' | 'met' | 'late' | 'paused' | 'void'
  explanation: string
}

export interface Media {
  id: string
  stage: 'before' | 'after'
  url: string
  thumb_url: string
  width: number
  height: number
}

export interface Ticket extends TicketItem {
  building: Named | null
  basis: 'home' | 'pending' | 'visitor' | 'staff'
  hide_me: boolean
  round: number
  contact_phone_masked: string | null
  suspended_until: string | null
  /** What this round has used of the days it may be suspended for, and of the questions to the resident. */
  pauses: { days: number; days_left: number; questions: number; questions_left: number }
  /** What the resident was asked and has not answered. */
  question: string | null
  result_name: string | null
  result_reason: string
  follower_count: number
  /** Whether this person joined it, as it is not his own report. */
  joined: boolean
  merged_into: { id: string; no: string } | null
  /** Whether the whole number may be asked for (`POST .../reveal`). */
  can_reveal: boolean
  reporter: { name: string; phone_masked: string | null } | null
  timeline: TimelineEntry[]
  clocks: Clock[]
  media: Media[]
}

export interface Post {
  id: string
  role: string
  title: string
  place: string | null
  organisation: string | null
  active: boolean
}

export interface Home {
  binding_id: string
  home_id: string
  label: string
  compound_id: string
  compound_name: string
  building_id: string | null
  /** The registered area in 1/100 m², for those who belong to the home. */
  area_centi_m2?: number | null
  relation: 'owner' | 'family' | 'tenant'
  state: 'pending' | 'active' | 'refused' | 'ended'
}

/** Somebody who lets this person act for him (`all`), or only look; then without homes. */
export interface Principal {
  delegation_id: string
  person: Named
  relation: string
  scope: 'all' | 'view'
  ends_on: string
  homes: {
    home_id: string
    label: string
    compound_id: string
    compound_name: string
    building_id: string
    state: 'pending' | 'active'
  }[]
}

export interface Me {
  /** `wechat`: messages have a WeChat account to go to. Missing in what an older version has kept. */
  person: { id: string; name: string; phone_masked: string | null; wechat?: boolean }
  posts: Post[]
  homes: Home[]
  compounds: (Named & { basis: 'home' | 'pending' | 'visit' | 'post' })[]
  /** Missing in what an older version has kept on the phone. */
  principals?: Principal[]
}

export interface Category {
  code: string
  name: string
  urgency: string
  emergency: EmergencyKey | null
  asset_kind: string | null
  keywords: string[]
}

export interface PhoneCall {
  name: string
  phone: string
}

export interface Emergency {
  key: EmergencyKey
  name: string
  /** Short sentences in the order in which to act. */
  advice: string[]
  calls: PhoneCall[]
  /** Words that people type when it happens. */
  keywords: string[]
}

export interface Catalogue {
  groups: { code: string; name: string; categories: Category[] }[]
  kinds: { value: TicketKind; name: string }[]
  emergencies: Emergency[]
}

export interface PublicCompound {
  id: string
  name: string
  provider: { name: string; phone: string | null } | null
  /** Numbers of the district; `for` says in words what each is for. */
  emergency: (PhoneCall & { for: string })[]
}

/** Body of `POST /tickets`. */
export interface NewTicket {
  compound_id: string
  kind: TicketKind
  category?: string
  description?: string
  media_ids?: string[]
  building_id?: string
  asset_id?: string
  contact_phone?: string
  hide_me?: boolean
  on_behalf_of?: string
}
