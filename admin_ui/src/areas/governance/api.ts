import type {
  CommitteeActIn,
  CommitteeDetail,
  CommitteeIn,
  CommitteeMeetingIn,
  CommitteeMemberIn,
  CommitteeRow,
  DecisionActIn,
} from '@/api/contract'
import { http } from '@/core/http'

const BASE = '/staff/committees'

export const listCommittees = async () => (await http.get<{ items: CommitteeRow[] }>(BASE)).items

export const getCommittee = (id: string) => http.get<CommitteeDetail>(`${BASE}/${id}`)

export const addCommittee = (body: CommitteeIn, key: string) =>
  http.post<CommitteeDetail>(BASE, body, { key })

export const actOnCommittee = (id: string, action: string, body: CommitteeActIn) =>
  http.post<CommitteeDetail>(`${BASE}/${id}/actions/${action}`, body)

export const addMember = (id: string, body: CommitteeMemberIn, key: string) =>
  http.post<CommitteeDetail>(`${BASE}/${id}/members`, body, { key })

export const leave = (member: string, reason: string) =>
  http.post<CommitteeDetail>(`${BASE}/members/${member}/actions/leave`, { reason })

export const holdMeeting = (id: string, body: CommitteeMeetingIn, key: string) =>
  http.post<CommitteeDetail>(`${BASE}/${id}/meetings`, body, { key })

export const actOnDecision = (id: string, action: string, body: DecisionActIn) =>
  http.post<CommitteeDetail>(`${BASE}/decisions/${id}/actions/${action}`, body)
