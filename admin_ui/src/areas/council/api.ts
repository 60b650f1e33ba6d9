import type {
  CouncilMeeting,
  CouncilMeetingIn,
  CouncilSuggestion,
  CouncilTaskIn,
  CouncilTopic,
  CouncilTopicDetail,
  CouncilTopicIn,
  CouncilWords,
  Page,
  TopicActIn,
} from '@/api/contract'
import { http, type Query } from '@/core/http'

const BASE = '/staff/council'

export const listTopics = (query: Query, signal?: AbortSignal) =>
  http.get<Page<CouncilTopic>>(`${BASE}/topics`, { query, signal })

export const readWords = () => http.get<CouncilWords>(`${BASE}/words`)

export const getTopic = (id: string) => http.get<CouncilTopicDetail>(`${BASE}/topics/${id}`)

export const addTopic = (body: CouncilTopicIn, key: string) =>
  http.post<CouncilTopicDetail>(`${BASE}/topics`, body, { key })

export const actOnTopic = (id: string, action: string, body: TopicActIn) =>
  http.post<CouncilTopicDetail>(`${BASE}/topics/${id}/actions/${action}`, body)

export const addTask = (id: string, body: CouncilTaskIn, key: string) =>
  http.post<CouncilTopicDetail>(`${BASE}/topics/${id}/tasks`, body, { key })

export const finishTask = (id: string, version: number, proof: string, media_ids: string[]) =>
  http.post<CouncilTopicDetail>(`${BASE}/tasks/${id}/actions/finish`, { version, proof, media_ids })

/** Put a task right, or take it off, with the reason; both stay in the history. */
export const changeTask = (id: string, body: CouncilTaskIn & { version: number; reason: string }) =>
  http.post<CouncilTopicDetail>(`${BASE}/tasks/${id}/actions/change`, body)

export const removeTask = (id: string, version: number, reason: string) =>
  http.post<CouncilTopicDetail>(`${BASE}/tasks/${id}/actions/remove`, { version, reason })

export const listSuggestions = () =>
  http.get<Page<CouncilSuggestion>>(`${BASE}/suggestions`, { query: { limit: 100 } })

export const takeSuggestion = (id: string) =>
  http.post<CouncilTopicDetail>(`${BASE}/suggestions/${id}/actions/take`, {})

export const declineSuggestion = (id: string, reason: string) =>
  http.post<void>(`${BASE}/suggestions/${id}/actions/decline`, { reason })

export const listMeetings = (query: Query, signal?: AbortSignal) =>
  http.get<Page<CouncilMeeting>>(`${BASE}/meetings`, { query, signal })

export const getMeeting = (id: string) => http.get<CouncilMeeting>(`${BASE}/meetings/${id}`)

export const saveMeeting = (id: string, body: CouncilMeetingIn & { version: number }, key: string) =>
  http.post<CouncilMeeting>(`${BASE}/meetings/${id}/actions/save`, body, { key })

export const addMeeting = (body: CouncilMeetingIn, key: string) =>
  http.post<CouncilMeeting>(`${BASE}/meetings`, body, { key })

/** Take a photo off a meeting, or put back one that was just taken off. */
export const changePhoto = (id: string, photo: string, action: 'remove' | 'restore', version: number) =>
  http.post<CouncilMeeting>(`${BASE}/meetings/${id}/photos/${photo}/actions/${action}`, { version })
