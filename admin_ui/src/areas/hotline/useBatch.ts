import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { HotlineBatch } from '@/api/contract'
import { wordsOf } from '@/core/http'
import { getBatch } from './api'
import { isWorking } from './words'

const EVERY_MS = 1_500

/** One file on the screen, looked at again every moment while it is being checked or imported. */
export function useBatch(id: string, onSettled: () => void) {
  const batch = shallowRef<HotlineBatch | null>(null)
  const problem = ref('')
  let timer = 0

  function show(fresh: HotlineBatch): void {
    const worked = !batch.value || isWorking(batch.value)
    batch.value = fresh
    window.clearTimeout(timer)
    if (isWorking(fresh)) timer = window.setTimeout(() => void load(), EVERY_MS)
    else if (worked) onSettled()
  }

  async function load(): Promise<void> {
    problem.value = ''
    try {
      show(await getBatch(id))
    } catch (error) {
      problem.value = wordsOf(error)
    }
  }

  onBeforeUnmount(() => window.clearTimeout(timer))
  return { batch, problem, load, show }
}
