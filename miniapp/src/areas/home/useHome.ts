import { computed, ref } from 'vue'
import { askedCount, openTickets, pollsToVote, unreadCount } from '@/areas/home/api'
import { standing, takeArrival, visit } from '@/core/arrival'
import { loadCatalogue } from '@/core/catalogue'
import { waitingDrafts } from '@/core/drafts'
import { ApiError } from '@/core/http'
import { say } from '@/core/nav'
import { useLoader } from '@/core/page'
import { rememberList, rememberedList } from '@/core/seen'
import { loadMe, me } from '@/core/session'
import { recall } from '@/core/storage'
import type { TicketItem } from '@/core/types'

/** The first screen: who am I, what is open, what is new. */
export function useHome() {
  const { loading, problem, cut, run } = useLoader()
  const tickets = ref<TicketItem[]>(rememberedList('home'))
  const more = ref(false)
  const loaded = ref(false)
  const unread = ref(0)
  /** Matters of neighbours which this person joined, handled now: his word is asked for. */
  const asked = ref(0)
  const toVote = ref(0)
  /** A number that somebody wanted to question before he was signed in. */
  const asking = ref<Record<string, string> | null>(null)
  const waiting = computed(() => waitingDrafts())
  const place = computed(() => {
    const here = standing.value
    if (here) return `您在 ${[here.compound.name, here.place?.name].filter(Boolean).join(' ')}`
    const home = me.value?.homes.find((one) => one.state === 'active') ?? me.value?.homes[0]
    return home ? `${home.compound_name} ${home.label}` : (me.value?.compounds[0]?.name ?? '')
  })

  async function useArrival() {
    const code = takeArrival()
    if (!code) return
    try {
      await visit(code)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      say(error.sentence)
    }
  }

  function load() {
    return run(async () => {
      asking.value = recall<Record<string, string> | null>('asking', null)
      await useArrival()
      void loadCatalogue()
      const [page, count, callbacks, polls] = await Promise.all([
        openTickets(),
        unreadCount(),
        askedCount(),
        pollsToVote(),
        loadMe(),
      ])
      tickets.value = page.items
      rememberList('home', page.items)
      more.value = page.next !== null
      unread.value = count
      asked.value = callbacks
      toVote.value = polls
      loaded.value = true
    })
  }
  return { loading, problem, cut, tickets, more, loaded, unread, waiting, place, asked, toVote, asking, load }
}
