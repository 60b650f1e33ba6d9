/**
 * The one-tap log (打卡) of who does the work. What was tapped is kept on the phone until the server has it, and is
 * stored once: its Idempotency-Key is made with the tap, and what was sent under that key never changes.
 */
import { ref } from 'vue'
import { ApiError, request } from '@/core/http'
import { newKey } from '@/core/ids'
import { oneAtATime } from '@/core/oneAtATime'
import { dropPhotos, forgetSending, sendPhotos, type KeptPhoto } from '@/core/photos'
import { ownerId } from '@/core/session'
import { keep, recall } from '@/core/storage'

/** Body of `POST /staff/standards/records`. */
export interface NewRecord {
  item_code: string
  code?: string
  compound_id?: string
  building_id?: string
  media_ids?: string[]
  /** When it was tapped: without a network it is sent later, and counts from the tap. */
  done_at: string
}

export interface KeptRecord {
  id: string
  key: string
  owner: string
  itemName: string
  placeName: string
  tappedAt: string
  where: Omit<NewRecord, 'media_ids' | 'done_at'>
  photos: KeptPhoto[]
  /** The body as first sent under `key`. */
  body: NewRecord | null
  /** Taken back after an attempt without answer: it is made sure of, then undone. */
  undone: boolean
  state: 'waiting' | 'refused'
  problem: string
}

export type Tap = Pick<KeptRecord, 'itemName' | 'placeName' | 'where' | 'photos'>

export const records = ref<KeptRecord[]>(recall<KeptRecord[]>('records', []))
/** Counts every answer of the server, so that pages can reload. */
export const recordsSent = ref(0)

function save(): void {
  keep('records', records.value)
}

export function myRecords(): KeptRecord[] {
  return records.value.filter((one) => one.owner === ownerId())
}

/** Keep a tap and try to send it at once. */
export async function tap(given: Tap): Promise<void> {
  records.value.push({
    ...given,
    id: newKey(),
    key: newKey(),
    owner: ownerId(),
    tappedAt: new Date().toISOString(),
    body: null,
    undone: false,
    state: 'waiting',
    problem: '',
  })
  save()
  await sendRecords()
}

/** Take back what has not been heard of. What was never sent is simply forgotten. */
export async function takeBack(id: string): Promise<void> {
  const one = records.value.find((other) => other.id === id)
  if (!one) return
  if (!one.body || one.state === 'refused') return forgetRecord(one)
  one.undone = true
  save()
  await sendRecords()
}

async function forgetRecord(one: KeptRecord): Promise<void> {
  records.value = records.value.filter((other) => other.id !== one.id)
  save()
  await dropPhotos(one.photos)
}

/** Send what waits, in order. Simultaneous calls do not send twice; a lost network ends it quietly. */
export const sendRecords = oneAtATime(sendAll)

async function sendAll(): Promise<void> {
  for (const one of myRecords().filter((other) => other.state === 'waiting')) {
    if (!(await sendOne(one))) return
  }
}

/** False when there is no use in going on now. */
async function sendOne(one: KeptRecord): Promise<boolean> {
  try {
    const media = await sendPhotos(one.photos)
    one.body ??= { ...one.where, ...(media.length ? { media_ids: media } : {}), done_at: one.tappedAt }
    save() // Before the request: a reload in the middle must repeat the very same one.
    const made = await request<{ id: string }>('POST', '/staff/standards/records', {
      body: one.body,
      key: one.key,
    })
    if (one.undone) await request('POST', `/staff/standards/records/${made.id}/actions/undo`)
    await forgetRecord(one)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    one.problem = error.sentence
    // 401: the session ended meanwhile; it waits for the same person to sign in again.
    if (error.passing || error.status === 401) {
      save()
      return false
    }
    one.state = 'refused'
    if (error.fields.media_ids) forgetSending(one.photos)
    save()
  }
  recordsSent.value += 1
  return true
}

/**
 * Send a refused one again, with a key of its own: nothing was made under the old one. Tapped by a clock that was ahead
 * and has been set right, it counts from now.
 */
export async function sendAgain(id: string): Promise<void> {
  const one = records.value.find((other) => other.id === id)
  if (!one) return
  const tappedAt = new Date(Math.min(Date.parse(one.tappedAt), Date.now())).toISOString()
  Object.assign(one, { tappedAt, state: 'waiting', key: newKey(), body: null, problem: '' })
  save()
  await sendRecords()
}
