import { computed, ref } from 'vue'
import { buildingsOf, type Building } from '@/areas/report/api'
import { standing, takeArrival, visit, type Visit } from '@/core/arrival'
import { saveDrafts, type Draft } from '@/core/drafts'
import { loadMe, me } from '@/core/session'

const BASIS_WORDS = { home: '我家在这里', pending: '住址还在核对，可以先报', visit: '扫码到访，按访客报' }

/** Where it is: one tap for one's own compound, a list for the building, a scanned code for anywhere else. */
export function useWhere(draft: Readonly<{ value: Draft | null }>) {
  const buildings = ref<Building[]>([])
  const places = computed(() => {
    const list = []
    for (const one of me.value?.compounds ?? []) {
      // Working somewhere does not make one a resident there.
      if (one.basis !== 'post')
        list.push({ ...one, hint: BASIS_WORDS[one.basis], visitor: one.basis === 'visit' })
    }
    return list
  })

  async function load() {
    const code = takeArrival()
    if (code) return arrive(code)
    if (!places.value.length) await loadMe()
    if (draft.value?.compound) buildings.value = await buildingsOf(draft.value.compound.id)
    else if (standing.value) await startAt(standing.value)
    else if (places.value.length) await chooseCompound(places.value[0].id)
  }

  async function chooseCompound(id: string) {
    const place = places.value.find((one) => one.id === id)
    if (!draft.value || !place) return
    const home = me.value?.homes.find((one) => one.compound_id === id && one.state !== 'ended')
    Object.assign(draft.value, {
      compound: { id, name: place.name, visitor: place.visitor },
      building: null,
      assetId: null,
    })
    saveDrafts()
    buildings.value = []
    buildings.value = await buildingsOf(id)
    const own = buildings.value.find((one) => one.id === home?.building_id)
    if (own) chooseBuilding(own)
  }

  function chooseBuilding(building: { id: string; name: string } | null) {
    if (!draft.value) return
    draft.value.building = building ? { id: building.id, name: building.name } : null
    draft.value.assetId = null
    saveDrafts()
  }

  /** Use a scanned or typed code: the compound becomes a place where this person may report. */
  async function arrive(code: string) {
    const answer = await visit(code)
    await loadMe()
    await startAt(answer)
  }

  async function startAt({ compound, place }: Visit) {
    await chooseCompound(compound.id)
    if (!draft.value || !place) return
    if (place.kind === 'building') chooseBuilding(place)
    else draft.value.assetId = place.id
    saveDrafts()
  }

  return { places, buildings, load, chooseCompound, chooseBuilding, arrive }
}
