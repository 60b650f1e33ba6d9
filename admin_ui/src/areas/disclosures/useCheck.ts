import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { DisclosureCheck, DisclosureProblem, DisclosureTotal } from '@/api/contract'
import { isAbort, wordsOf } from '@/core/http'
import { checkVersion } from './api'
import type { Draft } from './useDraft'

const WAIT_MS = 600

/** What the server finds wrong with what is on the screen, and its sums, a moment after each edit. Nothing is kept. */
export function useCheck(id: string, draft: Draft, enabled: Ref<boolean>) {
  const problems = shallowRef<DisclosureProblem[]>([])
  const totals = shallowRef<DisclosureTotal[]>([])
  const lead = shallowRef<string[]>([])
  const state = ref<'idle' | 'busy' | 'done' | 'failed'>('idle')
  const problem = ref('')
  let timer = 0
  let running = new AbortController()

  async function check(): Promise<void> {
    window.clearTimeout(timer)
    running.abort()
    draft.settle()
    const mine = (running = new AbortController())
    state.value = 'busy'
    try {
      const answer = await checkVersion(id, draft.sent(), mine.signal)
      if (mine === running) know(answer)
    } catch (error) {
      if (mine !== running || isAbort(error)) return
      problem.value = wordsOf(error)
      state.value = 'failed'
    }
  }

  /** Show what is known without asking, as after loading or saving. */
  function know(found: DisclosureCheck): void {
    window.clearTimeout(timer)
    running.abort()
    problems.value = found.problems
    totals.value = found.totals
    lead.value = found.lead
    state.value = 'done'
  }

  watch(draft.revision, () => {
    if (!enabled.value) return
    window.clearTimeout(timer)
    state.value = 'busy'
    timer = window.setTimeout(() => void check(), WAIT_MS)
  })
  onScopeDispose(() => {
    window.clearTimeout(timer)
    running.abort()
  })
  return { problems, totals, lead, state, problem, check, know }
}

export type Check = ReturnType<typeof useCheck>
