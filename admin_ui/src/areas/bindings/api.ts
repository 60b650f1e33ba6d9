import type { Binding, BindingState, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listBindings = (state: BindingState, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<Binding>>('/staff/bindings', { query: { state, cursor }, signal })

export const actOnBinding = (id: string, action: string, body: { version: number; note?: string }) =>
  http.post<Binding | undefined>(`/staff/bindings/${id}/actions/${action}`, body)
