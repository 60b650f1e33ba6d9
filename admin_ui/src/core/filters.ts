import { onScopeDispose, reactive, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationNormalized } from 'vue-router'

/** Filters of a list: text or a yes. Empty and false mean "not filtered" and stay out of the address. */
export type Filters = Record<string, string | boolean>

/** Read the known filters out of an address; what is unknown there is ignored. */
export function fromQuery<F extends Filters>(empty: F, query: LocationQuery): F {
  const read: Filters = { ...empty }
  for (const name of Object.keys(empty)) {
    const raw = query[name]
    const value = Array.isArray(raw) ? raw[0] : raw
    if (typeof value !== 'string') continue
    read[name] = typeof empty[name] === 'boolean' ? value === 'true' : value
  }
  return read as F
}

/** The shortest address query that says the same. */
export function toQuery(filters: Filters): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(filters)) {
    if (value === true) query[name] = 'true'
    else if (typeof value === 'string' && value !== '') query[name] = value
  }
  return query
}

/**
 * Filters that live in the address, so that a link, a reload and the back button show the same list.
 *
 * Changing one replaces the address (no history entry per key stroke). `onChange` runs after every real change. While
 * another page is loading the address is left alone: writing it would call that navigation off.
 */
export function useUrlFilters<F extends Filters>(empty: F, onChange: () => void): F {
  const route = useRoute()
  const router = useRouter()
  const home = route.path
  const filters = reactive(fromQuery(empty, route.query)) as F
  /** The other page that is on its way. */
  let leaving: RouteLocationNormalized | null = null

  function write(): void {
    if (route.path !== home || leaving) return
    const query = toQuery(filters)
    if (JSON.stringify(query) !== JSON.stringify(toQuery(fromQuery(empty, route.query))))
      void router.replace({ path: home, query })
  }

  /** Somebody stays here: write what was changed meanwhile, unless he is already on his way to a third page. */
  function arrivedNowhere(to: RouteLocationNormalized): void {
    if (to !== leaving) return
    leaving = null
    write()
  }

  const stops = [
    router.beforeEach((to) => {
      leaving = to.path === home ? null : to
    }),
    router.afterEach((to, _from, failure) => {
      if (failure) arrivedNowhere(to)
    }),
    router.onError((_error, to) => arrivedNowhere(to)),
  ]
  onScopeDispose(() => stops.forEach((stop) => stop()))

  watch(
    () => ({ ...filters }),
    (now, before) => {
      if (JSON.stringify(now) === JSON.stringify(before)) return
      write()
      onChange()
    },
  )
  watch(
    () => route.query,
    (query) => {
      if (route.path === home) Object.assign(filters, fromQuery(empty, query))
    },
  )
  return filters
}
