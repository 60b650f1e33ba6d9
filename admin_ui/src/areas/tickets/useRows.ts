import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/**
 * Rows that belong to a key: read again when the key changes, empty without one.
 * A later key ends the reading of an earlier one; an error shows nothing, for these rows are only a help.
 */
export function useRows<T>(key: () => string, read: (signal: AbortSignal) => Promise<T[]>): ShallowRef<T[]> {
  const rows = shallowRef<T[]>([])
  let running: AbortController | undefined
  watch(
    key,
    async (wanted) => {
      running?.abort()
      rows.value = []
      if (!wanted) return
      const mine = (running = new AbortController())
      const found = await read(mine.signal).catch(() => [])
      if (!mine.signal.aborted) rows.value = found
    },
    { immediate: true },
  )
  onScopeDispose(() => running?.abort())
  return rows
}
