import { reactive, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

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
 * Changing one replaces the address (no history entry per key stroke). `onChange` runs after every real change.
 */
export function useUrlFilters<F extends Filters>(empty: F, onChange: () => void): F {
  const route = useRoute()
  const router = useRouter()
  const home = route.path
  const filters = reactive(fromQuery(empty, route.query)) as F

  watch(
    () => ({ ...filters }),
    (now, before) => {
      if (JSON.stringify(now) === JSON.stringify(before)) return
      if (route.path === home) void router.replace({ path: home, query: toQuery(now) })
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
