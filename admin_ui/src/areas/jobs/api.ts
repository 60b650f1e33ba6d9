import type { DeadJob, Delivery, JobsHealth, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listDead = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<DeadJob>>('/staff/jobs', { query: { cursor }, signal })

export const readHealth = () => http.get<JobsHealth>('/staff/jobs/health')

export const requeue = (id: string) => http.post<void>(`/staff/jobs/${id}/actions/requeue`)

export const listDeliveries = (state: string, cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<Delivery>>('/staff/deliveries', { query: { state, cursor }, signal })

export const decideDelivery = (id: string, action: string) =>
  http.post<Delivery>(`/staff/deliveries/${id}/actions/${action}`)
