import { computed, ref } from 'vue'
import { buildingsOf, type Building } from '@/areas/report/api'
import { helped, reportFor } from '@/areas/report/useWhom'
import { standing, takeArrival, visit, type Visit } from '@/core/arrival'
import { saveDrafts, type Draft } from '@/core/drafts'
import { loadMe, me } from '@/core/session'
import type { Named, Principal } from '@/core/types'

interface Place extends Named {
  hint: string
  visitor: boolean
  /** The building in which one's home there stands. */
  home: string | null
}

const BASIS_WORDS = { home: '我家在这里', pending: '住址还在核对，可以先报', visit: '扫码到访，按访客报' }

/** One's own places. Working somewhere does not make one a resident there. */
function ownPlaces(): Place[] {
  const list: Place[] = []
  for (const { id, name, basis } of me.value?.compounds ?? []) {
    if (basis === 'post') continue
    const home = me.value?.homes.find((one) => one.compound_id === id && one.state !== 'ended')
    list.push({
      id,
      name,
      hint: BASIS_WORDS[basis],
      visitor: basis === 'visit',
      home: home?.building_id ?? null,
    })
  }
  return list
}

/** Where somebody else lives for whom one reports; the server names confirmed homes first. */
function placesOf({ person, homes }: Principal): Place[] {
  const list = new Map<string, Place>()
  for (const home of homes) {
    if (list.has(home.compound_id)) continue
    const hint = home.state === 'active' ? `${person.name}家在这里` : BASIS_WORDS.pending
    const place = {
      id: home.compound_id,
      name: home.compound_name,
      hint,
      visitor: false,
      home: home.building_id,
    }
    list.set(place.id, place)
  }
  return [...list.values()]
}

/** It is not about the scanned thing after all. */
export function clearAsset(draft: Draft): void {
  draft.assetId = null
  draft.assetName = ''
}

/** Where it is: one tap for one's own compound, a list for the building, a scanned code for anywhere else. */
export function useWhere(draft: Readonly<{ value: Draft | null }>) {
  const buildings = ref<Building[]>([])
  const principal = computed(() => helped.value.find((one) => one.person.id === draft.value?.whom?.id))
  const places = computed(() => (principal.value ? placesOf(principal.value) : ownPlaces()))

  async function load() {
    const code = takeArrival()
    if (code) return arrive(code)
    if (!places.value.length) await loadMe()
    if (draft.value) settleWhom(draft.value)
    if (draft.value?.compound) buildings.value = await buildingsOf(draft.value.compound.id)
    else if (standing.value && !draft.value?.whom) await startAt(standing.value)
    else if (places.value.length) await chooseCompound(places.value[0].id)
  }

  /** Who is helped no longer is not reported for; who lives nowhere here and helps one person reports for him. */
  function settleWhom(one: Draft) {
    if (one.whom && !principal.value) reportFor(one, null)
    const elsewhere = !ownPlaces().length && !standing.value
    if (!one.whom && elsewhere && helped.value.length === 1) reportFor(one, helped.value[0].person)
  }

  async function chooseWhom(whom: Named | null) {
    if (!draft.value || draft.value.whom?.id === whom?.id) return
    reportFor(draft.value, whom)
    buildings.value = []
    if (places.value.length) await chooseCompound(places.value[0].id)
  }

  async function chooseCompound(id: string) {
    const place = places.value.find((one) => one.id === id)
    if (!draft.value || !place) return
    Object.assign(draft.value, {
      compound: { id, name: place.name, visitor: place.visitor },
      building: null,
      assetId: null,
      assetName: '',
    })
    saveDrafts()
    buildings.value = []
    buildings.value = await buildingsOf(id)
    const own = buildings.value.find((one) => one.id === place.home)
    if (own) chooseBuilding(own)
  }

  function chooseBuilding(building: { id: string; name: string } | null) {
    if (!draft.value) return
    draft.value.building = building ? { id: building.id, name: building.name } : null
    clearAsset(draft.value)
    saveDrafts()
  }

  /** Use a scanned or typed code: the compound becomes a place where this person himself may report. */
  async function arrive(code: string) {
    const answer = await visit(code)
    await loadMe()
    await startAt(answer)
  }

  async function startAt({ compound, place }: Visit) {
    if (draft.value) reportFor(draft.value, null)
    await chooseCompound(compound.id)
    if (!draft.value || !place) return
    if (place.kind === 'building') return chooseBuilding(place)
    // The thing stands where it stands, which need not be the building one lives in.
    Object.assign(draft.value, { building: null, assetId: place.id, assetName: place.name })
    saveDrafts()
  }

  return { places, buildings, load, chooseWhom, chooseCompound, chooseBuilding, arrive }
}
