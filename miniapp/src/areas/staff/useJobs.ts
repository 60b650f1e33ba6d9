import { computed, ref } from 'vue'
import { listJobs, takeOrder, type JobTab } from '@/areas/staff/api'
import { MAIN_STEPS, TAKEN_WORDS } from '@/areas/staff/words'
import { say } from '@/core/nav'
import { useLoader } from '@/core/page'
import { rememberList, rememberedList } from '@/core/seen'
import { activePost, choosePost } from '@/core/session'
import { mySteps, stepsFor } from '@/core/steps'
import type { TicketItem } from '@/core/types'

function rank(ticket: TicketItem): number {
  if (!ticket.actions.some((action) => MAIN_STEPS.includes(action))) return 2
  return ticket.late ? 0 : 1
}

/** The worker's lists. The last one seen stays readable without network. */
export function useJobs() {
  const { loading, problem, cut, run } = useLoader()
  const tab = ref<JobTab>('mine')
  const items = ref<TicketItem[]>(rememberedList('mine'))
  const next = ref<string | null>(null)
  const loaded = ref(false)
  const taking = ref('')
  const role = computed(() => activePost.value?.role ?? '')
  const fromPool = () => role.value === 'repair'
  const unsent = computed(() => mySteps().filter((step) => step.state === 'waiting').length)
  const refused = computed(() => mySteps().filter((step) => step.state === 'refused'))

  function reload() {
    return run(async () => {
      const wanted = tab.value
      const page = await listJobs(wanted, null, fromPool())
      rememberList(wanted, page.items)
      if (wanted !== tab.value) return
      items.value = page.items
      next.value = page.next
      loaded.value = true
    })
  }

  async function more() {
    if (!next.value || loading.value) return
    const cursor = next.value
    await run(async () => {
      const page = await listJobs(tab.value, cursor, fromPool())
      const known = new Set(items.value.map((item) => item.id))
      items.value = [...items.value, ...page.items.filter((item) => !known.has(item.id))]
      next.value = page.next
    })
  }

  function show(which: JobTab) {
    tab.value = which
    items.value = rememberedList(which)
    next.value = null
    loaded.value = false
    return reload()
  }

  async function usePost(id: string) {
    if (await run(() => choosePost(id))) await show(tab.value)
  }

  /** Take an order before a colleague does. It is not kept for later: without network nobody knows whose it is. */
  async function take(ticket: TicketItem) {
    if (taking.value) return
    taking.value = ticket.id
    const asked = await run(async () => say(TAKEN_WORDS[await takeOrder(ticket)]))
    taking.value = ''
    if (asked) await reload()
  }

  /** What one can do something about stands before what waits for others. */
  const ordered = computed(() => [...items.value].sort((one, other) => rank(one) - rank(other)))
  const isWaiting = (id: string) => stepsFor(id).some((step) => step.state === 'waiting')
  return {
    tab,
    items,
    ordered,
    next,
    loaded,
    loading,
    taking,
    role,
    problem,
    cut,
    unsent,
    refused,
    reload,
    more,
    show,
    usePost,
    take,
    isWaiting,
  }
}
