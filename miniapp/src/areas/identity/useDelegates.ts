import { computed, ref } from 'vue'
import {
  acceptDelegation,
  inviteDelegate,
  lastDay,
  LENGTHS,
  listDelegations,
  revokeDelegation,
  type Delegation,
  type Invitation,
} from '@/areas/identity/delegates'
import { newKey } from '@/core/ids'
import { useLoader } from '@/core/page'
import { loadMe } from '@/core/session'

/** Who helps this person, and whom this person helps. */
export function useDelegates() {
  const { loading, problem, run } = useLoader()
  const all = ref<Delegation[]>([])
  const loaded = ref(false)
  const typed = ref('')
  const refusal = ref('')
  const lasting = computed(() => all.value.filter((one) => one.state === 'active' || one.state === 'invited'))
  const helpers = computed(() => lasting.value.filter((one) => one.mine))
  const helped = computed(() => lasting.value.filter((one) => !one.mine))
  const past = computed(() => all.value.filter((one) => !lasting.value.includes(one)))

  function load() {
    return run(async () => {
      all.value = await listDelegations()
      loaded.value = true
    })
  }

  /** Enter the code that somebody of the family has told. The name of who is helped now, empty when it failed. */
  async function accept(): Promise<string> {
    const code = typed.value.replace(/\D/g, '')
    refusal.value = code.length === 8 ? '' : '代办码是 8 位数字，请再看看。'
    if (refusal.value || loading.value) return ''
    let name = ''
    const done = await run(async () => {
      name = (await acceptDelegation(code)).principal.name
      typed.value = ''
      await loadMe() // For whom one may report from now on.
      all.value = await listDelegations()
    })
    if (!done && !name) {
      refusal.value = problem.value
      problem.value = ''
    }
    return name
  }

  /** True when it is over. When somebody was faster, the newest list is loaded and the reason stays. */
  async function end(one: Delegation): Promise<boolean> {
    const done = await run(async () => {
      await revokeDelegation(one)
      await loadMe()
    })
    const words = problem.value
    await load()
    if (!done) problem.value = words
    return done
  }

  return { loading, problem, loaded, typed, refusal, helpers, helped, past, load, accept, end }
}

/** Asking somebody of the family to help: who, what for, until when; then the code to tell. */
export function useInvite() {
  const { loading, problem, run } = useLoader()
  const relation = ref('')
  const scope = ref<Delegation['scope']>('all')
  const days = ref(LENGTHS[0].days)
  const made = ref<Invitation | null>(null)
  let sent = { what: '', key: '' }

  async function invite(): Promise<boolean> {
    if (!relation.value || loading.value) return false
    const wish = { relation: relation.value, scope: scope.value, ends_on: lastDay(days.value) }
    const what = JSON.stringify(wish)
    // The same wish repeated after a lost answer is the same invitation with the same code.
    if (sent.what !== what) sent = { what, key: newKey() }
    return run(async () => {
      made.value = await inviteDelegate(wish, sent.key)
    })
  }
  return { loading, problem, relation, scope, days, made, invite }
}
