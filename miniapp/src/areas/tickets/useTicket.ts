import { computed, ref, shallowRef } from 'vue'
import { actOnTicket, getTicket, type ActionBody } from '@/areas/tickets/api'
import { publicCompound } from '@/core/catalogue'
import { CITY_LINE } from '@/core/config'
import { ApiError } from '@/core/http'
import { useLoader } from '@/core/page'
import type { PhoneCall, PublicCompound, Ticket } from '@/core/types'

/** One matter on a screen. Buttons come from `ticket.actions`; the phone decides no right. */
export function useTicket() {
  const ticket = shallowRef<Ticket | null>(null)
  const compound = shallowRef<PublicCompound | null>(null)
  const { loading, problem, run } = useLoader()
  const busy = ref(false)
  /** Why an action did not work; shown beside the buttons. */
  const refusal = ref('')
  let id = ''

  const can = computed(() => new Set(ticket.value?.actions ?? []))
  const phone = computed(() => phoneOf(ticket.value, compound.value))

  function open(ticketId: string) {
    id = ticketId
    return reload()
  }

  function reload() {
    return run(async () => {
      ticket.value = await getTicket(id)
      if (!ticket.value.responsible?.phone) compound.value = await publicCompound(ticket.value.compound.id)
    })
  }

  /** True when it worked. When somebody was faster, the newest form is loaded and the refusal says so. */
  async function act(action: string, body: ActionBody = {}): Promise<boolean> {
    if (!ticket.value || busy.value) return false
    busy.value = true
    refusal.value = ''
    try {
      ticket.value = await actOnTicket(ticket.value.id, action, ticket.value.version, body)
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refusal.value = error.sentence
      if (error.status === 409) {
        await reload()
        refusal.value = `这件事刚刚有了变化，下面是最新的情况。${error.message}`
      }
      return false
    } finally {
      busy.value = false
    }
  }

  return { ticket, can, phone, loading, problem, busy, refusal, open, reload, act }
}

/** There is always somebody to call: who handles it, else the property company, else the city's line. */
function phoneOf(ticket: Ticket | null, compound: PublicCompound | null): PhoneCall {
  if (ticket?.responsible?.phone)
    return { name: `打给${ticket.responsible.name}`, phone: ticket.responsible.phone }
  if (compound?.provider?.phone)
    return { name: `打给${compound.provider.name}`, phone: compound.provider.phone }
  return { name: '打给市民服务热线', phone: CITY_LINE }
}
