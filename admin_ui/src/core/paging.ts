import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Page } from '@/api/contract'
import { isAbort, wordsOf } from './http'

export interface KeysetList<T> {
  items: ShallowRef<T[]>
  /** First page on its way: nothing to show yet. */
  loading: Ref<boolean>
  loadingMore: Ref<boolean>
  problem: Ref<string>
  hasMore: ComputedRef<boolean>
  reload: () => Promise<void>
  more: () => Promise<void>
  replace: (row: T) => void
  remove: (id: string) => void
}

/** Rows of `fresh` that are not yet in `seen`: what arrived between two pages is not shown twice. */
function unseen<T extends { id: string }>(seen: T[], fresh: T[]): T[] {
  const ids = new Set(seen.map((row) => row.id))
  return fresh.filter((row) => !ids.has(row.id) && ids.add(row.id))
}

/**
 * A list read page by page with the server's cursor.
 *
 * `load` gets the cursor (undefined: first page) and a signal. Only the answer to the latest question counts:
 * a reload aborts what is under way. A failed page keeps its cursor, so `more` continues without a gap.
 */
export function useKeyset<T extends { id: string }>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): KeysetList<T> {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loading = ref(false)
  const loadingMore = ref(false)
  const problem = ref('')
  let running = new AbortController()

  async function fetchPage(cursor: string | undefined, busy: Ref<boolean>): Promise<void> {
    const mine = running
    busy.value = true
    problem.value = ''
    try {
      const page = await load(cursor, mine.signal)
      if (mine !== running) return
      items.value = cursor ? [...items.value, ...unseen(items.value, page.items)] : unseen([], page.items)
      next.value = page.next
    } catch (error) {
      if (mine === running && !isAbort(error)) problem.value = wordsOf(error)
    } finally {
      if (mine === running) busy.value = false
    }
  }

  async function reload(): Promise<void> {
    running.abort()
    running = new AbortController()
    next.value = null
    loadingMore.value = false
    await fetchPage(undefined, loading)
  }

  async function more(): Promise<void> {
    if (loading.value || loadingMore.value || !next.value) return
    await fetchPage(next.value, loadingMore)
  }

  return {
    items,
    loading,
    loadingMore,
    problem,
    hasMore: computed(() => next.value !== null),
    reload,
    more,
    replace: (row) => (items.value = items.value.map((old) => (old.id === row.id ? row : old))),
    remove: (id) => (items.value = items.value.filter((row) => row.id !== id)),
  }
}
