/**
 * Reports being written. A draft is stored with every change, survives reload and a lost network, and becomes
 * exactly one ticket: its Idempotency-Key is made when it is opened, and what is sent under that key never changes.
 */
import { ref } from 'vue'
import { ApiError, request } from '@/core/http'
import { newKey } from '@/core/ids'
import { dropPhotos, forgetSending, sendPhotos, type KeptPhoto } from '@/core/photos'
import { ownerId } from '@/core/session'
import { keep, recall } from '@/core/storage'
import type { EmergencyKey, Named, NewTicket, Ticket, TicketKind } from '@/core/types'

export interface Draft {
  id: string
  key: string
  owner: string
  kind: TicketKind
  words: string
  photos: KeptPhoto[]
  /** Chosen by the person; null leaves the choice to the server. */
  category: string | null
  /** The person has touched the category, so it is no longer guessed from the words. */
  categoryChosen: boolean
  /** For whom it is reported, when it is for somebody else. Missing in drafts of an older version. */
  whom?: Named | null
  compound: { id: string; name: string; visitor: boolean } | null
  building: { id: string; name: string } | null
  assetId: string | null
  /** What the scanned thing is called. Missing in drafts of an older version. */
  assetName?: string
  hideMe: boolean
  phone: string
  /** Dangers whose call screen the person has already seen for this draft. */
  warned: EmergencyKey[]
  /** `waiting`: told to go, and not to be changed any more until the server has answered. */
  state: 'editing' | 'waiting'
  /** The body as first sent under `key`. */
  body: NewTicket | null
  problem: string
}

export type SendResult = { ticket: Ticket } | { waiting: true } | { problem: string }

export const drafts = ref<Draft[]>(recall<Draft[]>('drafts', []))
const inFlight = new Map<string, Promise<SendResult>>()

/** Store all drafts. Returns false when the phone has no room; the draft then lives as long as the page. */
export function saveDrafts(): boolean {
  return keep('drafts', drafts.value)
}

export function draftById(id: string): Draft | null {
  return drafts.value.find((draft) => draft.id === id) ?? null
}

/** Reports and requests for help share one unfinished draft, complaints and the like another. */
function sameDesk(one: TicketKind, other: TicketKind): boolean {
  const urgent = (kind: TicketKind) => kind === 'repair' || kind === 'help'
  return urgent(one) === urgent(other)
}

/** The unfinished draft of this person for this kind, or a new one. */
export function openDraft(kind: TicketKind): Draft {
  const owner = ownerId()
  const old = drafts.value.find((d) => d.state === 'editing' && d.owner === owner && sameDesk(d.kind, kind))
  if (old) return old
  drafts.value.push({
    id: newKey(),
    key: newKey(),
    owner,
    kind,
    words: '',
    photos: [],
    category: null,
    categoryChosen: false,
    whom: null,
    compound: null,
    building: null,
    assetId: null,
    assetName: '',
    hideMe: false,
    phone: '',
    warned: [],
    state: 'editing',
    body: null,
    problem: '',
  })
  saveDrafts()
  return drafts.value[drafts.value.length - 1]
}

/** Nothing has been entered yet. */
export function isBlank(draft: Draft): boolean {
  return !draft.words.trim() && draft.photos.length === 0
}

export async function discardDraft(id: string): Promise<void> {
  const draft = draftById(id)
  drafts.value = drafts.value.filter((other) => other.id !== id)
  saveDrafts()
  if (draft) await dropPhotos(draft.photos)
}

export function waitingDrafts(): Draft[] {
  return drafts.value.filter((draft) => draft.state === 'waiting' && draft.owner === ownerId())
}

/** Send a draft. Any number of calls at the same time are one sending. */
export function sendDraft(id: string): Promise<SendResult> {
  let going = inFlight.get(id)
  if (!going) {
    going = sendNow(id).finally(() => inFlight.delete(id))
    inFlight.set(id, going)
  }
  return going
}

/** Send what was told to go and did not get through. Returns the tickets that came of it. */
export async function sendWaitingDrafts(): Promise<Ticket[]> {
  const tickets: Ticket[] = []
  for (const draft of waitingDrafts()) {
    const result = await sendDraft(draft.id)
    if ('ticket' in result) tickets.push(result.ticket)
    else if ('waiting' in result) break
  }
  return tickets
}

async function sendNow(id: string): Promise<SendResult> {
  const draft = draftById(id)
  if (!draft) return { problem: '这份草稿已经不在了' }
  draft.state = 'waiting'
  draft.problem = ''
  saveDrafts()
  try {
    const media = await sendPhotos(draft.photos)
    draft.body ??= bodyOf(draft, media)
    saveDrafts() // Before the request: a reload in the middle must repeat the very same one.
    const ticket = await request<Ticket>('POST', '/tickets', { body: draft.body, key: draft.key })
    await discardDraft(id)
    return { ticket }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return afterFailure(draft, error)
  }
}

function afterFailure(draft: Draft, error: ApiError): SendResult {
  draft.problem = error.sentence
  // 401: the session ended meanwhile; it waits for the person to sign in again.
  if (error.passing || error.status === 401) {
    saveDrafts()
    return { waiting: true }
  }
  // Refused for good, so nothing was made: it may be changed, and a changed body needs a key of its own.
  draft.state = 'editing'
  draft.body = null
  draft.key = newKey()
  if (error.fields.media_ids) forgetSending(draft.photos)
  saveDrafts()
  return { problem: draft.problem }
}

function bodyOf(draft: Draft, media: string[]): NewTicket {
  const body: NewTicket = { compound_id: draft.compound?.id ?? '', kind: draft.kind }
  if (draft.words.trim()) body.description = draft.words.trim()
  if (media.length) body.media_ids = media
  if (draft.category) body.category = draft.category
  if (draft.building) body.building_id = draft.building.id
  if (draft.assetId) body.asset_id = draft.assetId
  if (draft.phone.trim()) body.contact_phone = draft.phone.trim()
  if (draft.hideMe) body.hide_me = true
  if (draft.whom) body.on_behalf_of = draft.whom.id
  return body
}
