import { ref, shallowRef, watch } from 'vue'
import type { PlacesLedger } from '@/api/contract'
import { isAbort, wordsOf } from '@/core/http'
import { getLedger } from './api'

const PAUSE_MS = 250

/** One table, a part at a time, narrowed by words. Only the answer to the latest question counts. */
export function useLedger(subject: () => string, table: () => string) {
  const found = shallowRef<PlacesLedger | null>(null)
  const problem = ref('')
  const q = ref('')
  const offset = ref(0)
  let running = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    running.abort()
    running = new AbortController()
    const mine = running
    problem.value = ''
    try {
      const answer = await getLedger(subject(), table(), q.value.trim(), offset.value, mine.signal)
      if (mine === running) found.value = answer
    } catch (error) {
      if (mine === running && !isAbort(error)) problem.value = wordsOf(error)
    }
  }

  watch(
    [subject, table],
    () => {
      found.value = null
      q.value = ''
      offset.value = 0
      void load()
    },
    { immediate: true },
  )
  watch(q, () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      offset.value = 0
      void load()
    }, PAUSE_MS)
  })
  watch(offset, () => void load())
  return { found, problem, q, offset, load }
}
