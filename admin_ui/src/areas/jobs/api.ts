import type { DeadJob, JobsHealth, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listDead = (cursor: string | undefined, signal: AbortSignal) =>
  http.get<Page<DeadJob>>('/staff/jobs', { query: { cursor }, signal })

export const readHealth = () => http.get<JobsHealth>('/staff/jobs/health')

export const releaseClock = () => http.post<void>('/staff/jobs/clock/actions/release')

export const requeue = (id: string) => http.post<void>(`/staff/jobs/${id}/actions/requeue`)
