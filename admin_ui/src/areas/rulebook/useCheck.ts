import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { RuleCheck, RuleFinding } from '@/api/contract'
import { isAbort, wordsOf } from '@/core/http'
import { checkRules } from './api'
import type { DraftRule } from './rules'

const WAIT_MS = 450

/**
 * What the server finds in the rules on the screen, a moment after each edit. Nothing is stored.
 *
 * `rules` is null while there is nothing to check; then what was found stays as it is.
 */
export function useCheck(id: string, rules: Ref<DraftRule[] | null>, onAnswer: (answer: RuleCheck) => void) {
  const findings = shallowRef<RuleFinding[]>([])
  const problems = shallowRef<string[]>([])
  const state = ref<'idle' | 'busy' | 'done' | 'failed'>('idle')
  const problem = ref('')
  let timer = 0
  let running = new AbortController()

  async function check(): Promise<void> {
    window.clearTimeout(timer)
    running.abort()
    const asked = rules.value
    if (!asked) return
    const mine = (running = new AbortController())
    state.value = 'busy'
    try {
      const answer = await checkRules(id, asked, mine.signal)
      if (mine !== running) return
      findings.value = answer.findings
      problems.value = answer.problems
      state.value = 'done'
      onAnswer(answer)
    } catch (error) {
      if (mine !== running || isAbort(error)) return
      problem.value = wordsOf(error)
      state.value = 'failed'
    }
  }

  /** Show what is known without asking, as after loading or saving. */
  function know(found: RuleFinding[]): void {
    window.clearTimeout(timer)
    running.abort()
    findings.value = found
    problems.value = []
    state.value = 'done'
  }

  watch(rules, (asked) => {
    if (!asked) return
    state.value = 'busy'
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void check(), WAIT_MS)
  })
  onScopeDispose(() => {
    window.clearTimeout(timer)
    running.abort()
  })
  return { findings, problems, state, problem, check, know }
}

export type Check = ReturnType<typeof useCheck>
