import { computed, ref } from 'vue'
import { QUICK_NOTES } from '@/areas/staff/words'
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
}

const MOST_PHOTOS = 6

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
    missing.value = ''
    if (action.value === 'start' && !form.value.photos.length)
      missing.value = '请先拍一张；不拍就返回，直接按“到场，开始修”。'
    if (action.value === 'finish' && !note) missing.value = '请写一句：办了什么。点上面的现成话也行。'
    if (action.value === 'suspend' && !note) missing.value = '请写一句：为什么要停。'
    if (missing.value) return null
    const body: Step['body'] = note ? { note } : {}
    if (action.value === 'suspend') body.until = withOffset(new Date(`${form.value.day}T18:00:00`))
    return { body, photos: form.value.photos }
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
    addPhotos,
    removePhoto,
    retryPhoto: quietly,
    ready,
    handOver,
  }
}

/** The date `days` from today as `2026-11-24`. */
export function dayIn(days: number, now = new Date()): string {
  return withOffset(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days)).slice(0, 10)
}
