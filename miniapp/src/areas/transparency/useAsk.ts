/** One question about one value: its words stay on the phone until the server has them, and are sent once. */
import { computed, ref, shallowRef } from 'vue'
import { ask, publicVersion, type Disclosure, type Question } from '@/areas/transparency/api'
import { arriveIfSignedIn, outdate, recognised } from '@/areas/transparency/usePublic'
import { viewOf, type Value, type View } from '@/areas/transparency/view'
import { ApiError } from '@/core/http'
import { newKey } from '@/core/ids'
import { replaceBy } from '@/core/nav'
import { ownerId } from '@/core/session'
import { forget, keep, recall } from '@/core/storage'

/** Which value, and the label by which somebody came who is not from here. */
export interface Target {
  compound: string
  version: string
  anchor: string
  code?: string
}

interface Form {
  reason: string
  hideMe: boolean
  key: string
  /** What was sent under `key`, as text: the same again keeps its key, anything else gets another. */
  sent: string
}

export const QUICK_REASONS = ['和我知道的不一样', '看不明白，请说明', '没有见到这项服务', '为什么这么高']

/** The value to which an anchor points, with the title of what it stands in. */
export function valueAt(view: View, anchor: string): { title: string; value: Value } | null {
  for (const value of view.facts) if (value.anchor === anchor) return { title: '', value }
  for (const section of view.sections) {
    for (const card of section.cards) {
      const all = [...(card.headline ? [card.headline] : []), ...card.values, ...card.more]
      const value = all.find((one) => one.anchor === anchor)
      if (value) return { title: card.title, value }
    }
  }
  return null
}

export function useAsk() {
  const target = ref<Target>({ compound: '', version: '', anchor: '' })
  const entry = shallowRef<Disclosure | null>(null)
  const form = ref<Form>(blank())
  const problem = ref('')
  const refusal = ref('')
  const busy = ref(false)
  const filed = shallowRef<Question | null>(null)
  const found = computed(() => {
    const view = entry.value ? viewOf(entry.value, []) : null
    return view ? valueAt(view, target.value.anchor) : null
  })
  const storeKey = () => `ask.${ownerId()}.${target.value.version}.${target.value.anchor}`

  async function open(query: Target) {
    target.value = query
    try {
      if (!(await recognised())) return askWhoThisIs()
      forget('asking')
      form.value = recall<Form>(storeKey(), blank())
      if (query.code) await arriveIfSignedIn(query.code)
      entry.value = await publicVersion(query.compound, query.version)
      problem.value = ''
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.sentence
    }
  }

  /** After signing in the first screen leads back here; what was written stays. */
  function askWhoThisIs() {
    keep('asking', target.value)
    replaceBy('signIn')
  }

  function change(values: Partial<Pick<Form, 'reason' | 'hideMe'>>) {
    Object.assign(form.value, values)
    keep(storeKey(), form.value)
  }

  async function send() {
    const reason = form.value.reason.trim()
    refusal.value = reason.length < 2 ? '请写一句：哪里不对，或者想问什么。' : ''
    if (refusal.value || busy.value) return
    busy.value = true
    const { version, anchor, compound } = target.value
    const body = { version_id: version, anchor, reason, hide_me: form.value.hideMe }
    const text = JSON.stringify(body)
    if (form.value.sent && form.value.sent !== text) form.value.key = newKey()
    form.value.sent = text
    keep(storeKey(), form.value) // Before the request: after a reload the very same one is repeated.
    try {
      filed.value = await ask(body, form.value.key)
      outdate(compound)
      forget(storeKey())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status === 401) return askWhoThisIs()
      refusal.value =
        error.status === 0
          ? '没有网络，还没发出去。写的话存在手机里，有网络时再点一次，只发一次。'
          : error.sentence
    } finally {
      busy.value = false
    }
  }

  return { target, entry, found, form, problem, refusal, busy, filed, open, change, send }
}

function blank(): Form {
  return { reason: '', hideMe: true, key: newKey(), sent: '' }
}
