import { computed, onScopeDispose, type ComputedRef } from 'vue'
import { useQuery } from '@pinia/colada'
import { http } from '@/core/http'
import { useSession } from '@/core/session'

const EVERY_MS = 60_000

/** How many messages are unread; asked for again each minute while the window is in sight. */
export function useUnread(): ComputedRef<number> {
  const session = useSession()
  const { data, refetch } = useQuery({
    key: () => ['unread', session.me?.person.id ?? ''],
    query: () => http.get<{ count: number }>('/inbox/unread'),
  })
  const timer = window.setInterval(() => {
    if (!document.hidden) void refetch()
  }, EVERY_MS)
  onScopeDispose(() => window.clearInterval(timer))
  return computed(() => data.value?.count ?? 0)
}
