import { request } from '@/core/http'
import type { Page } from '@/core/types'

export interface Notice {
  id: string
  kind: string
  title: string
  text: string
  ticket_id: string | null
  created_at: string
  read_at: string | null
}

export function listNotices(cursor: string | null): Promise<Page<Notice>> {
  return request<Page<Notice>>('GET', '/inbox', { query: { limit: 20, cursor } })
}

export function markRead(id: string): Promise<void> {
  return request<void>('POST', `/inbox/${id}/actions/read`)
}
