import type {
  BoxSum,
  LedgerImport,
  Page,
  Poll,
  PollActIn,
  PollDetail,
  PollHome,
  PollIn,
  PollPaper,
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

export interface PaperIn {
  home_id: string
  choices: string[]
  channel: string
  media_ids: string[]
}
export const readPaper = (id: string, body: PaperIn) => http.post<PollHome>(`/staff/polls/${id}/papers`, body)

export const takeBack = (id: string, home_id: string) =>
  http.post<PollHome>(`/staff/polls/${id}/papers/withdraw`, { home_id })

export const noteVisit = (id: string, home_id: string, state: string) =>
  http.post<PollHome>(`/staff/polls/${id}/visits`, { home_id, state })

export const putIn = (id: string, home_id: string) =>
  http.post<PollHome>(`/staff/polls/${id}/boxed`, { home_id })

export const listPapers = async (id: string, home_id: string) =>
  (await http.get<Page<PollPaper>>(`/staff/polls/${id}/homes/${home_id}/papers`)).items

export const readBox = (id: string, sums: BoxSum[]) =>
  http.post<PollDetail>(`/staff/polls/${id}/box`, { sums })

export const ballotsFile = (id: string, first: number, last: number) =>
  `/api/v1/staff/polls/${id}/ballots.pdf?first=${first}&last=${last}`

export const evoteForm = (id: string) => `/api/v1/staff/polls/${id}/evote.xlsx`

export function bringEvote(id: string, reference: string, file: File, key: string): Promise<PollDetail> {
  const form = new FormData()
  form.set('file', file)
  return http.post<PollDetail>(`/staff/polls/${id}/evote`, form, { key, query: { reference } })
}

export const registerFile = (id: string) => `/api/v1/staff/polls/${id}/register.xlsx`

export function uploadRegister(id: string, file: File, key: string): Promise<LedgerImport> {
  const form = new FormData()
  form.set('file', file)
  return http.post<LedgerImport>(`/staff/polls/${id}/register/imports`, form, { key })
}

export const confirmRegister = (id: string) =>
  http.post<LedgerImport>(`/staff/polls/register-imports/${id}/actions/confirm`)
