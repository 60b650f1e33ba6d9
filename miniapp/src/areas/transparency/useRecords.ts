/** The one-tap log: where, what is due there, what was just done and may be taken back. */
import { computed, ref, watch } from 'vue'
import {
  myItems,
  undoRecord,
  type MyItem,
  type MyItems,
  type ServiceRecord,
  type WhereDone,
} from '@/areas/transparency/api'
import { standing } from '@/core/arrival'
import { withOffset } from '@/core/format'
import { ApiError } from '@/core/http'
import { say } from '@/core/nav'
import { useLoader } from '@/core/page'
import { takePhotos } from '@/core/photos'
import { myRecords, recordsSent, sendAgain, takeBack, tap } from '@/core/records'
import { loadMe, me } from '@/core/session'
import { keep, recall } from '@/core/storage'
import type { Named } from '@/core/types'

const MOST_PHOTOS = 3

export interface Groups {
  /** Late, or to be done today at the latest. */
  today: MyItem[]
  /** What this person logs here time and again. */
  usual: MyItem[]
  rest: MyItem[]
}

/** What is to be done today first, then habits, then everything else by its day. */
export function grouped(items: MyItem[], today: string): Groups {
  const isToday = (one: MyItem) =>
    one.state === 'late' || (one.state === 'due' && one.next_due_on !== null && one.next_due_on <= today)
  const others = items.filter((one) => !isToday(one))
  const byDay = (one: MyItem) => one.next_due_on ?? '9999'
  return {
    today: items.filter(isToday).sort((a, b) => Number(b.state === 'late') - Number(a.state === 'late')),
    usual: others.filter((one) => one.mine > 0),
    rest: others.filter((one) => !one.mine).sort((a, b) => (byDay(a) < byDay(b) ? -1 : 1)),
  }
}

/** The compounds in which this person works. */
function workplaces(): Named[] {
  return (me.value?.compounds ?? []).filter((one) => one.basis === 'post')
}

/** Where the work is done, and what is to be done there. */
function useWorkplace() {
  const { loading, problem, cut, run } = useLoader()
  const shown = ref<MyItems | null>(recall<MyItems | null>('logged', null))
  const where = ref<WhereDone | null>(null)
  const places = computed(workplaces)
  /** The place in words: the compound, and what hangs the label that was scanned. */
  const placeName = computed(() => {
    const place = shown.value?.place
    if (!place) return ''
    const building = where.value?.building_id ? (standing.value?.place?.name ?? '') : ''
    const name = place.name === place.compound.name ? building : place.name
    return `${place.compound.name} ${name}`.trim()
  })

  /** Where one stands by the label scanned last, else where one logged last, else the first place of work. */
  function firstPlace(): WhereDone | null {
    const ids = places.value.map((one) => one.id)
    const here = standing.value
    if (here && ids.includes(here.compound.id)) {
      const building = here.place?.kind === 'building' ? { building_id: here.place.id } : {}
      return { compound_id: here.compound.id, ...building }
    }
    const before = recall('workplace', '')
    const id = ids.includes(before) ? before : ids[0]
    return id ? { compound_id: id } : null
  }

  function reload() {
    return run(async () => {
      if (!places.value.length) await loadMe()
      where.value ??= firstPlace()
      if (!where.value) return
      // What was seen of another place must not be logged here.
      const wanted = where.value.compound_id
      if (wanted && shown.value?.place.compound.id !== wanted) shown.value = null
      shown.value = await myItems(where.value)
      keep('workplace', shown.value.place.compound.id)
      keep('logged', shown.value)
    })
  }

  function open(code = '') {
    if (code) {
      where.value = { code }
      shown.value = null
    }
    return reload()
  }

  async function moveTo(place: WhereDone) {
    const before = { where: where.value, shown: shown.value }
    where.value = place
    if (await reload()) return
    where.value = before.where
    shown.value = before.shown
  }

  return { loading, problem, cut, shown, where, places, placeName, open, reload, moveTo }
}

export function useRecords() {
  const workplace = useWorkplace()
  const { shown, where, reload } = workplace
  const busy = ref('')
  const refusal = ref('')
  const groups = computed(() => grouped(shown.value?.items ?? [], withOffset(new Date()).slice(0, 10)))
  const waiting = computed(() => myRecords().filter((one) => one.state === 'waiting'))
  const refused = computed(() => myRecords().filter((one) => one.state === 'refused'))
  const recent = computed(() => (shown.value?.recent ?? []).filter((one) => one.actions.includes('undo')))

  watch(recordsSent, () => void reload())

  /** One tap; an item that needs a photo opens the camera first, and nothing is logged when none is taken. */
  async function log(item: MyItem, withPhoto = item.evidence === 'photo') {
    if (busy.value || !where.value || !shown.value) return
    busy.value = item.code
    refusal.value = ''
    try {
      const photos = withPhoto ? await takePhotos(MOST_PHOTOS) : []
      if (withPhoto && !photos.length) return
      await tap({
        itemName: item.name,
        placeName: workplace.placeName.value,
        where: { ...where.value, item_code: item.code },
        photos,
      })
    } finally {
      busy.value = ''
    }
  }

  async function undo(record: ServiceRecord) {
    refusal.value = ''
    try {
      await undoRecord(record.id)
      say('撤销了，可以重新打')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refusal.value = error.status === 0 ? '没有网络，还不能撤销。' : error.sentence
    }
    await reload()
  }

  return { ...workplace, groups, waiting, refused, recent, busy, refusal, log, undo, takeBack, sendAgain }
}
