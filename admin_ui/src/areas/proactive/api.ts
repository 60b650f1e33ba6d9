import type { Page, ProactiveActIn, ProactiveTask, ProactiveTaskDetail, Season } from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listTasks = (query: Query, signal: AbortSignal) =>
  http.get<Page<ProactiveTask>>('/staff/proactive', { query, signal })

export const getTask = (id: string) => http.get<ProactiveTaskDetail>(`/staff/proactive/${id}`)

export const actOnTask = (id: string, action: string, body: ProactiveActIn) =>
  http.post<ProactiveTaskDetail>(`/staff/proactive/${id}/actions/${action}`, body)

export const listSeasons = async () => (await http.get<Page<Season>>('/staff/proactive/seasons')).items
