import { ref, shallowRef } from 'vue'
import type { StaffTicket, TicketActIn } from '@/api/contract'
import { ApiError, wordsOf } from '@/core/http'
import { actOnTicket, getTicket } from './api'
import { changedTickets } from './changed'

/** One ticket on a screen. Buttons come from `ticket.actions`; the client decides no right. */
export function useTicket(id: string) {
  const ticket = shallowRef<StaffTicket | null>(null)
  const problem = ref('')
  const absent = ref(false)
  const loading = ref(false)

  async function load(): Promise<void> {
    loading.value = true
    problem.value = ''
    try {
      ticket.value = await getTicket(id)
      changedTickets.set(id, ticket.value)
    } catch (error) {
      absent.value = error instanceof ApiError && error.status === 404
      problem.value = wordsOf(error)
    } finally {
      loading.value = false
    }
  }

  /**
   * Do an action with the version on the screen. True: done, and the new state is shown.
   *
   * When somebody was faster (409) the fresh ticket is shown and the reason is thrown; the form stays as it was.
   */
  async function act(action: string, body: TicketActIn): Promise<void> {
    try {
      ticket.value = await actOnTicket(id, action, body)
      changedTickets.set(id, ticket.value)
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await load()
      throw error
    }
  }

  return { ticket, problem, absent, loading, load, act }
}
