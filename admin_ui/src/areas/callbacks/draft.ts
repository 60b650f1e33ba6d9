import { computed, reactive, ref } from 'vue'
import type { CallbackAnswerIn, CallbackCorrectIn } from '@/api/contract'

export interface Draft {
  outcome: string | null
  satisfaction: string | null
  contacted: string | null
  reason: string
  channel: string
  why: string
}

const EMPTY: Draft = {
  outcome: null,
  satisfaction: null,
  contacted: null,
  reason: '',
  channel: 'phone',
  why: '',
}

/** Whether an answer is bad enough that its reason has to be written down. */
export const needsReason = (draft: Draft) =>
  draft.outcome === 'partly' || draft.outcome === 'unsolved' || draft.satisfaction === 'dissatisfied'

/** An answer while it is being taken down; what is missing is said only after the first try to save. */
export function useDraft(correcting: () => boolean) {
  const draft = reactive<Draft>({ ...EMPTY })
  const tried = ref(false)
  const refused = ref<Record<string, string>>({})
  const missing = computed(() => {
    const found: Record<string, string> = {}
    if (!draft.outcome) found.outcome = '请选择'
    if (!draft.satisfaction) found.satisfaction = '请选择'
    if (needsReason(draft) && !draft.reason.trim()) found.reason = '没有解决或不满意，请记下原因'
    if (correcting() && !draft.why.trim()) found.why = '请写明为什么更正'
    return found
  })
  const errors = computed<Record<string, string>>(() =>
    tried.value ? { ...refused.value, ...missing.value } : {},
  )

  function reset(): void {
    Object.assign(draft, EMPTY)
    tried.value = false
    refused.value = {}
  }

  function body(version: number): CallbackAnswerIn & Partial<CallbackCorrectIn> {
    const said = {
      version,
      outcome: draft.outcome as CallbackAnswerIn['outcome'],
      satisfaction: draft.satisfaction as CallbackAnswerIn['satisfaction'],
      contacted: draft.contacted ? draft.contacted === 'yes' : null,
      reason: draft.reason.trim(),
    }
    return correcting()
      ? { ...said, why: draft.why.trim() }
      : { ...said, channel: draft.channel as NonNullable<CallbackAnswerIn['channel']> }
  }

  return { draft, tried, refused, missing, errors, reset, body }
}
