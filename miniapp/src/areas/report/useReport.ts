import { computed, ref } from 'vue'
import { catalogue, loadCatalogue } from '@/core/catalogue'
import { draftById, discardDraft, openDraft, saveDrafts, type Draft } from '@/core/drafts'
import { dangerIn, emergencies } from '@/core/emergency'
import { helped, reportFor } from '@/areas/report/useWhom'
import { ApiError } from '@/core/http'
import { sendPhoto, takePhotos, dropPhotos, type KeptPhoto } from '@/core/photos'
import { categoryByCode, categoryOfDanger, suggestCategory } from '@/core/suggest'
import type { EmergencyKey, TicketKind } from '@/core/types'

const MOST_PHOTOS = 6

/** The draft behind the pages of a report. Every change is stored at once. */
export function useReport() {
  const draftId = ref('')
  const draft = computed<Draft | null>(() => draftById(draftId.value))
  const resumed = ref(false)

  function begin(kind: TicketKind, danger?: EmergencyKey, whom?: string) {
    const one = openDraft(kind)
    const principal = whom ? helped.value.find((other) => other.person.id === whom) : null
    if (principal) reportFor(one, principal.person)
    draftId.value = one.id
    resumed.value = one.words.trim() !== '' || one.photos.length > 0
    if (!resumed.value || danger) one.kind = kind
    if (danger) standFor(one, danger)
    void loadCatalogue()
  }

  function attach(id: string): boolean {
    draftId.value = id
    void loadCatalogue()
    return draft.value !== null
  }

  async function startOver() {
    const kind = draft.value?.kind ?? 'repair'
    await discardDraft(draftId.value)
    begin(kind)
  }

  return { draft, resumed, begin, attach, startOver, ...useDanger(draft), ...usePhotos(draft) }
}

function standFor(draft: Draft, danger: EmergencyKey) {
  const chosen = draft.categoryChosen ? categoryByCode(draft.category, catalogue.value) : null
  const category = chosen?.emergency === danger ? chosen : categoryOfDanger(danger, catalogue.value)
  if (category) Object.assign(draft, { category: category.code, categoryChosen: true })
  if (!draft.warned.includes(danger)) draft.warned.push(danger)
  const name = emergencies(catalogue.value).find((one) => one.key === danger)?.name
  if (name && !draft.words) draft.words = name
  saveDrafts()
}

type DraftRef = Readonly<{ value: Draft | null }>

/** The call screen that comes up when the words speak of a danger. */
function useDanger(draft: DraftRef) {
  const danger = ref<EmergencyKey | null>(null)

  function look() {
    if (!draft.value) return
    warnOf(dangerIn(draft.value.words, catalogue.value))
  }

  /** Put the calls before the form, once for each danger of a report: also when only the category speaks of it. */
  function warnOf(found: EmergencyKey | null) {
    if (found && draft.value && !draft.value.warned.includes(found)) danger.value = found
  }

  function setWords(words: string) {
    if (!draft.value) return
    draft.value.words = words
    saveDrafts()
    look()
  }

  /** The person has called and goes on reporting: it is this danger. */
  function called() {
    if (draft.value && danger.value) standFor(draft.value, danger.value)
    danger.value = null
  }

  /** A false alarm: do not ask again for this report. */
  function safe() {
    if (draft.value && danger.value) draft.value.warned.push(danger.value)
    danger.value = null
    saveDrafts()
  }
  return { danger, setWords, warnOf, called, safe }
}

function usePhotos(draft: DraftRef) {
  async function addPhotos() {
    if (!draft.value) return
    const before = draft.value.photos.length
    draft.value.photos.push(...(await takePhotos(MOST_PHOTOS - before)))
    saveDrafts()
    // Not the photos as taken but the ones in the draft, so that what is stored learns the outcome.
    for (const photo of draft.value.photos.slice(before)) await quietly(photo)
  }

  /** A photo that does not get through now goes along when the report is sent. */
  async function quietly(photo: KeptPhoto) {
    try {
      await sendPhoto(photo)
      saveDrafts()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  async function removePhoto(photo: KeptPhoto) {
    if (!draft.value) return
    draft.value.photos = draft.value.photos.filter((other) => other.key !== photo.key)
    saveDrafts()
    await dropPhotos([photo])
  }
  return { addPhotos, removePhoto, retryPhoto: quietly }
}

/** The category as it will be sent: chosen by the person, else guessed from the words. */
export function useCategory(draft: DraftRef) {
  const category = computed(() => {
    if (!draft.value) return null
    if (draft.value.categoryChosen) return categoryByCode(draft.value.category, catalogue.value)
    return suggestCategory(draft.value.words, catalogue.value)
  })

  function choose(code: string | null) {
    if (!draft.value) return
    Object.assign(draft.value, { category: code, categoryChosen: true })
    saveDrafts()
  }

  /** Fix the guess in the draft, just before sending. */
  function settle() {
    if (draft.value && !draft.value.categoryChosen) draft.value.category = category.value?.code ?? null
  }
  return { category, choose, settle }
}
