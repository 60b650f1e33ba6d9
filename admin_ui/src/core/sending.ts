import { computed, ref } from 'vue'
import { ApiError, wordsOf } from './http'

/**
 * A small form that stays as it was filled in until what it sends has worked. What is `missing` is said from the first
 * try on; what the server refuses stands beside its field.
 */
export function useSending(missing: () => Record<string, string>, send: () => Promise<void>) {
  const busy = ref(false)
  const uploading = ref(false)
  const tried = ref(false)
  const problem = ref('')
  const refused = ref<Record<string, string>>({})
  const errors = computed<Record<string, string>>(() =>
    tried.value ? { ...refused.value, ...missing() } : {},
  )

  async function submit(): Promise<void> {
    tried.value = true
    problem.value = ''
    refused.value = {}
    if (busy.value || uploading.value || Object.keys(missing()).length) return
    busy.value = true
    try {
      await send()
    } catch (error) {
      problem.value = wordsOf(error)
      if (error instanceof ApiError) refused.value = error.fields
    } finally {
      busy.value = false
    }
  }

  return { busy, uploading, problem, errors, submit }
}
