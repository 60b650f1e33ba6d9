import { computed, ref } from 'vue'
import { CAUSES, NEEDS_REASON, QUICK_NOTES } from '@/areas/staff/words'
import { withOffset } from '@/core/format'
import { dropPhotos, sendPhoto, takePhotos, type KeptPhoto } from '@/core/photos'
import { ApiError } from '@/core/http'
import { forget, keep, recall } from '@/core/storage'
import type { Step } from '@/core/steps'

interface Form {
  note: string
  photos: KeptPhoto[]
  /** `2026-11-24`, the day until which work is suspended. */
  day: string
  /** Why it is suspended: see `CAUSES`. */
  cause?: string
  /** What was reached: see `RESULTS`. */
  result?: string
}

const MOST_PHOTOS = 6
/** When work goes on, on the day until which it is suspended. */
const RESUME_AT = '18:00:00'

/** What a step needs before it goes. Kept on the phone from the first photo on. */
export function useStepForm() {
  const form = ref<Form>({ note: '', photos: [], day: '' })
  const action = ref('')
  const missing = ref('')
  let storeKey = ''

  const quickNotes = computed(() => QUICK_NOTES[action.value] ?? [])

  function open(ticketId: string, step: string) {
    action.value = step
    storeKey = `form.${ticketId}.${step}`
    form.value = recall<Form>(storeKey, { note: '', photos: [], day: dayIn(1) })
  }

  function change(values: Partial<Form>) {
    Object.assign(form.value, values)
    keep(storeKey, form.value)
  }

  /** Choose why work stands still. Its sentence goes into the note, unless somebody wrote a note of his own. */
  function chooseCause(value: string) {
    const wordsFor = (cause?: string) => CAUSES.find((one) => one.value === cause)?.note ?? ''
    const own = form.value.note.trim() && form.value.note !== wordsFor(form.value.cause)
    change({ cause: value, note: own ? form.value.note : wordsFor(value) })
  }

  async function addPhotos() {
    const before = form.value.photos.length
    const taken = await takePhotos(MOST_PHOTOS - before)
    change({ photos: [...form.value.photos, ...taken] })
    for (const photo of form.value.photos.slice(before)) await quietly(photo)
  }

  async function quietly(photo: KeptPhoto) {
    try {
      await sendPhoto(photo)
      keep(storeKey, form.value)
    } catch (error) {
      // It goes along with the step.
      if (!(error instanceof ApiError)) throw error
    }
  }

  async function removePhoto(photo: KeptPhoto) {
    change({ photos: form.value.photos.filter((other) => other.key !== photo.key) })
    await dropPhotos([photo])
  }

  /** The body of the step, or null with the reason in `missing`. */
  function ready(): { body: Step['body']; photos: KeptPhoto[] } | null {
    const note = form.value.note.trim()
    missing.value = whatIsMissing(action.value, note, form.value)
    return missing.value ? null : { body: bodyOf(action.value, note, form.value), photos: form.value.photos }
  }

  /** The step has taken the form over. */
  function handOver() {
    forget(storeKey)
  }

  return {
    form,
    missing,
    quickNotes,
    open,
    change,
    chooseCause,
    addPhotos,
    removePhoto,
    retryPhoto: quietly,
    ready,
    handOver,
  }
}

const NOTE_MISSING: Record<string, string> = {
  finish: '请写一句：办了什么。点上面的现成话也行。',
  suspend: '请写一句：为什么要停。',
  ask: '请写一句：想问什么。',
}

function whatIsMissing(action: string, note: string, form: Form): string {
  if (action === 'start') return form.photos.length ? '' : '请先拍一张；不拍就返回，直接按“到场，开始修”。'
  if (action === 'suspend' && !form.cause) return '请先选一个：为什么要停。'
  if (note) return ''
  if (action === 'finish' && NEEDS_REASON.includes(form.result ?? ''))
    return '请写一句：为什么办不了，居民看得到。'
  return NOTE_MISSING[action] ?? ''
}

function bodyOf(action: string, note: string, form: Form): Step['body'] {
  const body: Step['body'] = note ? { note } : {}
  if (action === 'suspend') {
    body.until = withOffset(new Date(`${form.day}T${RESUME_AT}`))
    body.cause = form.cause
  }
  if (action === 'finish') {
    body.result = form.result ?? 'solved'
    if (NEEDS_REASON.includes(body.result)) body.reason = note
  }
  return body
}

/** The date `days` from today as `2026-11-24`. */
export function dayIn(days: number, now = new Date()): string {
  return withOffset(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)).slice(0, 10)
}

/** The last day until which work may be suspended, when `days` are left of the round's; empty when there is none. */
export function lastDay(days: number, now = new Date()): string {
  const end = new Date(now.getTime() + days * 86_400_000)
  for (let ahead = days; ahead >= 0; ahead -= 1) {
    const moment = new Date(`${dayIn(ahead, now)}T${RESUME_AT}`)
    if (moment > now && moment <= end) return dayIn(ahead, now)
  }
  return ''
}
