import { ref } from 'vue'
import { listTickets } from '@/areas/tickets/api'
import { useLoader } from '@/core/page'
import type { TicketItem } from '@/core/types'

/** A list that grows while one scrolls. */
export function useTicketList() {
  const { loading, problem, run } = useLoader()
  const filter = ref<'open' | 'all'>('open')
  const items = ref<TicketItem[]>([])
  const next = ref<string | null>(null)
  const loaded = ref(false)

  function reload() {
    return run(async () => {
      const wanted = filter.value
      const page = await listTickets(wanted, null)
      if (wanted !== filter.value) return // The other list was asked for meanwhile.
      items.value = page.items
      next.value = page.next
      loaded.value = true
    })
  }

  async function more() {
    if (!next.value || loading.value) return
    const cursor = next.value
    await run(async () => {
      const page = await listTickets(filter.value, cursor)
      const known = new Set(items.value.map((item) => item.id))
      items.value = [...items.value, ...page.items.filter((item) => !known.has(item.id))]
      next.value = page.next
    })
  }

  function show(which: 'open' | 'all') {
    if (filter.value === which) return
    filter.value = which
    items.value = []
    next.value = null
    loaded.value = false
    void reload()
  }
  return { filter, items, next, loaded, loading, problem, reload, more, show }
}
