import { computed, ref, shallowRef, watch } from 'vue'
import { getJob } from '@/areas/staff/api'
import { MAIN_STEPS, STEP_NAMES } from '@/areas/staff/words'
import { useLoader } from '@/core/page'
import { rememberTicket, rememberedTicket } from '@/core/seen'
import {
  dropStep,
  FOLLOWING,
  latestTicket,
  retryStep,
  stepsFor,
  stepsSent,
  takeStep,
  type Step,
} from '@/core/steps'
import type { KeptPhoto } from '@/core/photos'
import type { Ticket } from '@/core/types'

/** One job. Its buttons come from `ticket.actions`; only behind a step that still waits for the network they are foreseen. */
export function useJob() {
  const ticket = shallowRef<Ticket | null>(null)
  const { loading, problem, cut, run } = useLoader()
  const busy = ref(false)
  const jobId = ref('')

  const kept = computed<Step[]>(() => stepsFor(jobId.value))
  const waiting = computed(() => kept.value.filter((step) => step.state === 'waiting'))
  const refused = computed(() => kept.value.find((step) => step.state === 'refused') ?? null)
  const actions = computed<string[]>(() => {
    const last = waiting.value[waiting.value.length - 1]
    if (refused.value) return []
    return last ? (FOLLOWING[last.action] ?? []) : (ticket.value?.actions ?? [])
  })
  const mainStep = computed(() => MAIN_STEPS.find((step) => actions.value.includes(step)) ?? '')

  watch(stepsSent, () => {
    const newest = latestTicket(jobId.value)
    if (newest) accept(newest)
  })

  function accept(newest: Ticket) {
    ticket.value = newest
    problem.value = ''
    rememberTicket(newest)
  }

  function open(id: string) {
    jobId.value = id
    ticket.value = rememberedTicket(id)
    return reload()
  }

  function reload() {
    return run(async () => accept(await getJob(jobId.value)))
  }

  async function take(action: string, body: Step['body'] = {}, photos: KeptPhoto[] = []) {
    if (!ticket.value || busy.value) return
    busy.value = true
    const { id, no, version } = ticket.value
    await takeStep({ ticketId: id, ticketNo: no, action, name: STEP_NAMES[action], version, body, photos })
    busy.value = false
    if (refused.value) await reload()
  }

  /** Try the refused step again on the ticket as it is now. */
  async function again() {
    if (!refused.value || !(await reload()) || !ticket.value) return
    await retryStep(refused.value.id, ticket.value.version)
  }

  async function giveUp() {
    if (refused.value) await dropStep(refused.value.id)
    await reload()
  }

  return {
    ticket,
    loading,
    problem,
    cut,
    busy,
    waiting,
    refused,
    actions,
    mainStep,
    open,
    reload,
    take,
    again,
    giveUp,
  }
}
