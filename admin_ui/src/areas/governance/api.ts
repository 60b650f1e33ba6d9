import type {
  Assembly,
  AssemblyIn,
  AssemblyMeetingActIn,
  AssemblyMeetingIn,
  Barred,
  BarredActIn,
  BarredDetail,
  BarredIn,
  Building,
  CommitteeActIn,
  CommitteeDetail,
  CommitteeIn,
  CommitteeMeetingIn,
  CommitteeMemberIn,
  CommitteeRow,
  DecisionActIn,
  Home,
  Organisation,
  Page,
  Poll,
} from '@/api/contract'
import { readAll } from '@/core/dictionaries'
import { http, type Query } from '@/core/http'

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

export const sayNamesake = (member: string, reason: string) =>
  http.post<CommitteeDetail>(`${BASE}/members/${member}/actions/namesake`, { reason })

export const nameUnit = (member: string, organisation_id: string) =>
  http.post<CommitteeDetail>(`${BASE}/members/${member}/actions/unit`, { organisation_id })

export const listBuildings = async (compound: string) =>
  (await http.get<Page<Building>>(`/compounds/${compound}/buildings`)).items

export const listHomes = async (unit: string) => (await http.get<Page<Home>>(`/units/${unit}/homes`)).items

export const getAssembly = (compound: string) => http.get<Assembly>(`/staff/assemblies/${compound}`)

export const saveAssembly = (compound: string, body: AssemblyIn) =>
  http.post<Assembly>(`/staff/assemblies/${compound}/actions/save`, body)

export const callMeeting = (compound: string, body: AssemblyMeetingIn, key: string) =>
  http.post<Assembly>(`/staff/assemblies/${compound}/meetings`, body, { key })

export const actOnMeeting = (id: string, action: string, body: AssemblyMeetingActIn) =>
  http.post<Assembly>(`/staff/assemblies/meetings/${id}/actions/${action}`, body)

/** The votes of the assembly of a compound; surveys decide nothing. */
export const listVotes = async (compound: string) =>
  (await readAll<Poll>('/staff/polls', { compound_id: compound })).filter((one) => one.kind === 'assembly')

export const listBarred = (query: Query, signal: AbortSignal) =>
  http.get<Page<Barred>>('/staff/barred', { query, signal })

export const searchBarred = async (name: string) =>
  (await http.post<{ items: Barred[] }>('/staff/barred/search', { name })).items

export const getBarred = (id: string) => http.get<BarredDetail>(`/staff/barred/${id}`)

export const addBarred = (body: BarredIn, key: string) =>
  http.post<BarredDetail>('/staff/barred', body, { key })

export const actOnBarred = (id: string, action: string, body: BarredActIn) =>
  http.post<BarredDetail>(`/staff/barred/${id}/actions/${action}`, body)

export const listOrganisations = () => readAll<Organisation>('/staff/organisations')
