import { ref, shallowRef } from 'vue'
import type { StandardsPlan } from '@/api/contract'
import { ApiError, wordsOf } from '@/core/http'
import { sayBad } from '@/core/notes'
import { actOnPlan, getPlan, type PlanAction, type TermIn } from './api'

/** One plan: read, moved, and read anew when somebody else was faster. Edits rest elsewhere and survive that. */
export function usePlan(id: () => string) {
  const plan = shallowRef<StandardsPlan | null>(null)
  const problem = ref('')
  const busy = ref<PlanAction | ''>('')
  /** What the server refused, by item. */
  const refused = ref<Record<string, string>>({})

  const may = (action: PlanAction): boolean => plan.value?.actions.includes(action) ?? false

  async function load(): Promise<void> {
    problem.value = ''
    const asked = id()
    try {
      const found = await getPlan(asked)
      if (asked === id()) plan.value = found
    } catch (error) {
      if (asked === id()) problem.value = wordsOf(error)
    }
  }

  async function met(error: ApiError, version: number): Promise<void> {
    await load()
    sayBad(
      plan.value && plan.value.version !== version
        ? '同事刚改过，已换成最新的内容。您没保存的改动还在，请核对后再保存'
        : wordsOf(error),
    )
  }

  function told(error: ApiError): void {
    const terms = Object.entries(error.fields).filter(([path]) => path.startsWith('terms.'))
    refused.value = Object.fromEntries(terms.map(([path, text]) => [path.slice('terms.'.length), text]))
    sayBad(error.fields.reason ?? wordsOf(error))
  }

  /** Do it; gives the plan to look at afterwards (the same, or the draft of a correction), null when it did not work. */
  async function act(
    action: PlanAction,
    more: { terms?: TermIn[]; reason?: string } = {},
  ): Promise<StandardsPlan | null> {
    const stored = plan.value
    if (!stored || busy.value) return null
    busy.value = action
    refused.value = {}
    try {
      const fresh = await actOnPlan(stored.id, action, stored.version, more)
      if (fresh.id === stored.id) plan.value = fresh
      return fresh
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await met(error, stored.version)
      else if (error instanceof ApiError && error.status === 422) told(error)
      else sayBad(wordsOf(error))
      return null
    } finally {
      busy.value = ''
    }
  }

  return { plan, problem, busy, refused, may, load, act }
}
