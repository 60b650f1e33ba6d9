/** Drafts on which everybody is asked (征求意见), and what became of one's own opinions: shapes and calls. */
import { request } from '@/core/http'
import type { Page } from '@/core/types'

export interface Consultation {
  id: string
  title: string
  region: string
  round: number
  state_name: string
  /** The last day on which opinions are taken. */
  closes_on: string | null
  /** Why it is asked for less than thirty days; empty for the usual time. */
  shorter_because: string
  taking: boolean
  published_at: string | null
}

export interface Paper {
  id: string
  kind: string
  name: string
  pages: number | null
  bytes: number
  url: string
}

export interface Draft extends Consultation {
  papers: Paper[]
  draft_text: string
  explanation: string
  summary: string
  result: {
    line: string
    topics: {
      number: number
      name: string
      total: number
      said: { decision_name: string; reason: string; count: number }[]
    }[]
  } | null
}

export interface Opinion {
  receipt: string
  title: string
  received_on: string
  state_name: string
  decision_name: string | null
  reason: string
  consultation_id: string
  text: string
}

export async function consultations(): Promise<Consultation[]> {
  return (await request<Page<Consultation>>('GET', '/public/consultations', { query: { limit: 50 } })).items
}

export function consultation(id: string): Promise<Draft> {
  return request<Draft>('GET', `/public/consultations/${id}`)
}

export async function myOpinions(): Promise<Opinion[]> {
  return (await request<Page<Opinion>>('GET', '/consultations/opinions')).items
}

/** Send an opinion, signed in or not; one may send several. */
export function sendOpinion(id: string, text: string, key: string, signedIn: boolean): Promise<Opinion> {
  const path = signedIn ? `/consultations/${id}/opinions` : `/public/consultations/${id}/opinions`
  return request<Opinion>('POST', path, { body: { text }, key })
}
