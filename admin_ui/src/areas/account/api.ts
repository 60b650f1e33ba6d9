import type { DemoPersona, Page, SessionRow } from '@/api/contract'
import { http } from '@/core/http'

export const listSessions = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<SessionRow>>('/auth/sessions', { query: { cursor }, signal })

export const endSession = (id: string) => http.delete(`/auth/sessions/${id}`)

export const changePassword = (old_password: string, new_password: string) =>
  http.post<void>('/auth/password', { old_password, new_password })

/** Messages about work go to WeChat no more. */
export const untieWeChat = () => http.delete('/me/wechat')

/** Demo people that work in the panel; empty outside development, where the route does not exist. */
export async function listDemoStaff(): Promise<DemoPersona[]> {
  try {
    const people = await http.get<DemoPersona[] | Page<DemoPersona>>('/auth/dev')
    return (Array.isArray(people) ? people : people.items).filter((one) => one.posts.length > 0)
  } catch {
    return []
  }
}
