import type {
  LedgerImport,
  Page,
  Poll,
  PollActIn,
  PollDetail,
  PollHome,
  PollIn,
  PollWords,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

export const listPolls = (query: Query, signal: AbortSignal) =>
  http.get<Page<Poll>>('/staff/polls', { query, signal })

export const readWords = () => http.get<PollWords>('/staff/polls/words')

export const getPoll = (id: string) => http.get<PollDetail>(`/staff/polls/${id}`)

export const draftPoll = (body: PollIn, key: string) => http.post<PollDetail>('/staff/polls', body, { key })

export const actOnPoll = (id: string, action: string, body: PollActIn) =>
  http.post<PollDetail>(`/staff/polls/${id}/actions/${action}`, body)

export const listHomes = async (id: string) =>
  (await http.get<Page<PollHome>>(`/staff/polls/${id}/homes`)).items

export const readPaper = async (id: string, home_id: string, choices: string[], channel: string) =>
  (await http.post<Page<PollHome>>(`/staff/polls/${id}/papers`, { home_id, choices, channel })).items

export const noteVisit = async (id: string, home_id: string, state: string) =>
  (await http.post<Page<PollHome>>(`/staff/polls/${id}/visits`, { home_id, state })).items

export const registerFile = (id: string) => `/api/v1/staff/polls/${id}/register.xlsx`

export function uploadRegister(id: string, file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>(`/staff/polls/${id}/register/imports`, form, { key })
}

export const confirmRegister = (id: string) =>
  http.post<LedgerImport>(`/staff/polls/register-imports/${id}/actions/confirm`)
