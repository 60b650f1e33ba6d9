/** The council of one's compound: shapes and calls. */
import { request } from '@/core/http'
import type { Media, Page } from '@/core/types'

export interface Topic {
  id: string
  compound: string
  kind_name: string
  title: string
  words: string
  state: string
  state_name: string
  is_mine: boolean
  supports: number
  supported: boolean
  may_support: boolean
  rated: number
  stars: number | null
  my_stars: number | null
  may_rate: boolean
  resolution: string
  post_until: string | null
  because: string
  tasks: { owner: string; measure: string; due_on: string; done: boolean; proof: string; photos: Media[] }[]
}

export interface Proposal {
  compound_id: string
  title: string
  words: string
}

export async function myTopics(): Promise<Topic[]> {
  return (await request<Page<Topic>>('GET', '/council/topics')).items
}

/** Stand behind a topic, or no longer. Answers with all of them as they are now. */
export async function supportTopic(id: string, on: boolean): Promise<Topic[]> {
  return (await request<Page<Topic>>('POST', `/council/topics/${id}/support`, { body: { on } })).items
}

/** Say how content one is with what was done. Answers with all of them as they are now. */
export async function rateTopic(id: string, stars: number): Promise<Topic[]> {
  return (await request<Page<Topic>>('POST', `/council/topics/${id}/rating`, { body: { stars } })).items
}

export async function proposeTopic(body: Proposal, key: string): Promise<Topic[]> {
  return (await request<Page<Topic>>('POST', '/council/topics', { body, key })).items
}

export interface Committee {
  id: string
  compound: string
  kind_name: string
  state_name: string
  starts_on: string
  ends_on: string
  posted_at: string
  photos: Media[]
  members: { name: string; role_name: string; type_name: string }[]
  decisions: {
    words: string
    decided_on: string
    posted_at: string
    photos: Media[]
    done_on: string | null
    revoked_because: string
  }[]
}

export async function myCommittees(): Promise<Committee[]> {
  return (await request<Page<Committee>>('GET', '/committees')).items
}

/** The assembly of owners of a compound: its rules, and the meetings of which owners were told. */
export interface Assembly {
  id: string
  compound: string
  set_up_on: string
  convention: string
  convention_on: string | null
  procedure: string
  procedure_on: string | null
  every_months: number
  meetings: AssemblyMeeting[]
}

export interface AssemblyMeeting {
  id: string
  state: string
  state_name: string
  kind_name: string
  form_name: string
  place: string
  topics: string
  notice_on: string
  planned_on: string
  held_on: string | null
  result: string
  poll_id: string | null
  posted_on: string | null
  posted_at: string
  because: string
}

export async function myAssemblies(): Promise<Assembly[]> {
  return (await request<Page<Assembly>>('GET', '/committees/assemblies')).items
}
