import type { InboxMessage, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listMessages = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<InboxMessage>>('/inbox', { query: { cursor }, signal })

export const markAllRead = () => http.post<unknown>('/inbox/actions/read_all')

export const markRead = (id: string) => http.post<void>(`/inbox/${id}/actions/read`)
