import { ref } from 'vue'
import {
  bindHome,
  buildingsOf,
  findCompounds,
  homesOf,
  type Building,
  type FoundCompound,
} from '@/areas/identity/api'
import { newKey } from '@/core/ids'
import { useLoader, type Loader } from '@/core/page'
import { loadMe } from '@/core/session'
import type { Home, Named } from '@/core/types'

/** Finding a compound by some letters of its name. */
function useSearch(run: Loader['run']) {
  const query = ref('')
  const found = ref<FoundCompound[]>([])
  const searched = ref(false)

  function search() {
    return run(async () => {
      found.value = await findCompounds(query.value.trim())
      searched.value = true
    })
  }
  return { query, found, searched, search }
}

/** Finding one's home step by step: compound, building, unit, home, and who one is there. */
export function useBind() {
  const { loading, problem, run } = useLoader()
  const search = useSearch(run)
  const compound = ref<FoundCompound | null>(null)
  const building = ref<Building | null>(null)
  const unit = ref<Named | null>(null)
  const home = ref<{ id: string; label: string } | null>(null)
  const buildings = ref<Building[]>([])
  const homes = ref<{ id: string; label: string }[]>([])
  const relation = ref<Home['relation']>('owner')
  const note = ref('')
  let sent = { what: '', key: '' }

  /** The same request repeated after a lost answer carries the same key; another request another one. */
  function keyFor(what: string): string {
    if (sent.what !== what) sent = { what, key: newKey() }
    return sent.key
  }

  function chooseCompound(one: FoundCompound) {
    return run(async () => {
      buildings.value = await buildingsOf(one.id)
      compound.value = one
    })
  }

  async function chooseBuilding(one: Building) {
    building.value = one
    if (one.units.length === 1) await chooseUnit(one.units[0])
  }

  function chooseUnit(one: Named) {
    return run(async () => {
      homes.value = await homesOf(one.id)
      unit.value = one
    })
  }

  function chooseHome(one: { id: string; label: string }) {
    home.value = one
  }

  function stepBack() {
    problem.value = ''
    if (home.value) home.value = null
    else if (unit.value && building.value && building.value.units.length > 1) unit.value = null
    else if (unit.value || building.value) unit.value = building.value = null
    else compound.value = null
  }

  async function send(): Promise<boolean> {
    const one = home.value
    if (!one || loading.value) return false
    return run(async () => {
      const words = note.value.trim()
      await bindHome(one.id, relation.value, words, keyFor(`${one.id} ${relation.value} ${words}`))
      await loadMe()
    })
  }

  return {
    loading,
    problem,
    compound,
    building,
    unit,
    home,
    buildings,
    homes,
    relation,
    note,
    ...search,
    chooseCompound,
    chooseBuilding,
    chooseUnit,
    chooseHome,
    stepBack,
    send,
  }
}
