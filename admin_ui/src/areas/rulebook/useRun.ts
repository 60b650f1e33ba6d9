import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { RuleRun } from '@/api/contract'
import { ApiError, wordsOf } from '@/core/http'
import { getRun } from './api'
import { isWorking } from './words'

const EVERY_MS = 1_000

/** One dry run on the screen, looked at again every moment while it is under way. */
export function useRun(id: string) {
  const run = shallowRef<RuleRun | null>(null)
  const problem = ref('')
  const absent = ref(false)
  let timer = 0
  let gone = false

  function show(fresh: RuleRun): void {
    run.value = fresh
    window.clearTimeout(timer)
    if (isWorking(fresh) && !gone) timer = window.setTimeout(() => void load(), EVERY_MS)
  }

  async function load(): Promise<void> {
    problem.value = ''
    try {
      show(await getRun(id))
    } catch (error) {
      absent.value = error instanceof ApiError && error.status === 404
      problem.value = wordsOf(error)
    }
  }

  onBeforeUnmount(() => {
    gone = true
    window.clearTimeout(timer)
  })
  return { run, problem, absent, load, show }
}
