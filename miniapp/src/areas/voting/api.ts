/** Polls of owners: shapes and calls. */
import { request } from '@/core/http'
import type { Named, Page } from '@/core/types'

export type Choice = 'yes' | 'no' | 'abstain'

export interface Sum {
  area: number
  heads: number
  homes: number
}

/** Those who chose the same: nothing of them where a secret poll has too few votes. */
export interface ChoiceSum {
  area: number | null
  heads: number | null
  homes: number | null
}

export interface Poll {
  id: string
  kind: 'survey' | 'assembly'
  kind_name: string
  secret: boolean
  title: string
  organiser: string
  explanation: string
  compound: Named
  home: Named
  state: string
  state_name: string
  opens_at: string
  closes_at: string
  topics: { number: number; matter: number; matter_name: string; text: string }[]
  may_vote: boolean
  why_not: string | null
  receipt: { at: string; channel_name: string; choices: string[] } | null
  result: {
    whole: Sum
    part: Sum
    enough: boolean
    topics: {
      number: number
      matter: number
      yes: ChoiceSum
      no: ChoiceSum
      abstain: ChoiceSum
      approved: boolean | null
      passed: boolean | null
    }[]
  } | null
  hash: string | null
  ended_because: string
}

export async function myPolls(): Promise<Poll[]> {
  return (await request<Page<Poll>>('GET', '/polls')).items
}

/** The file from which a posted result follows, as the server sent it: its hash is that of these very bytes. */
export function recountOf(poll: Poll): Promise<string> {
  return request<string>('GET', `/polls/${poll.id}/recount.json`, { asText: true })
}

/** Vote for a home. It cannot be changed; answers with all polls as they are now. */
export async function vote(poll: Poll, choices: Choice[], key: string): Promise<Poll[]> {
  const body = { home_id: poll.home.id, choices }
  return (await request<Page<Poll>>('POST', `/polls/${poll.id}/votes`, { body, key })).items
}
