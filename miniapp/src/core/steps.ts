/**
 * Steps of a repair worker (accept, start, finish …) that must reach the server even from a basement.
 * Steps are stored with their photos and sent in order, each once: a step carries the version that the worker saw,
 * and the version after it comes from the server's own answer. Nothing is guessed across somebody else's change.
 */
import { ref } from 'vue'
import { ApiError, request } from '@/core/http'
import { newKey } from '@/core/ids'
import { oneAtATime } from '@/core/oneAtATime'
import { dropPhotos, forgetSending, sendPhotos, type KeptPhoto } from '@/core/photos'
import { ownerId } from '@/core/session'
import { keep, recall } from '@/core/storage'
import type { Ticket, TicketState } from '@/core/types'

export interface Step {
  id: string
  owner: string
  ticketId: string
  ticketNo: string
  action: string
  name: string
  /** Version on the worker's screen; null when the step before it is still waiting. */
  version: number | null
  body: { note?: string; until?: string; cause?: string; result?: string; reason?: string }
  photos: KeptPhoto[]
  /** An attempt ended without an answer: it may have gone through. */
  uncertain: boolean
  state: 'waiting' | 'refused'
  problem: string
}

export type NewStep = Pick<Step, 'ticketId' | 'ticketNo' | 'action' | 'name' | 'version' | 'body' | 'photos'>

/** The state each step leads to. Used to show a waiting step, and to recognise one that went through unheard. */
export const LEADS_TO: Record<string, TicketState> = {
  accept: 'accepted',
  start: 'in_progress',
  suspend: 'suspended',
  ask: 'suspended',
  resume: 'in_progress',
  finish: 'awaiting_confirmation',
}

/** What may follow in a place without network, until the server says it. */
export const FOLLOWING: Record<string, string[]> = {
  accept: ['start'],
  start: ['finish', 'suspend'],
  suspend: ['resume'],
  ask: [],
  resume: ['finish', 'suspend'],
  finish: [],
}

export const steps = ref<Step[]>(recall<Step[]>('steps', []))
/** Counts every answer of the server to a step, so that pages can reload. */
export const stepsSent = ref(0)
const latest = new Map<string, Ticket>()

function save(): void {
  keep('steps', steps.value)
}

export function mySteps(): Step[] {
  return steps.value.filter((step) => step.owner === ownerId())
}

export function stepsFor(ticketId: string): Step[] {
  return mySteps().filter((step) => step.ticketId === ticketId)
}

/** Keep a step and try to send it at once. A second tap on the same step adds nothing. */
export async function takeStep(given: NewStep): Promise<void> {
  if (stepsFor(given.ticketId).some((step) => step.action === given.action && step.state === 'waiting'))
    return
  const pending = stepsFor(given.ticketId).length > 0
  const version = pending ? null : given.version
  steps.value.push({
    ...given,
    id: newKey(),
    owner: ownerId(),
    version,
    uncertain: false,
    state: 'waiting',
    problem: '',
  })
  save()
  await sendSteps()
}

/** Forget a step that was refused, with its photos. */
export async function dropStep(id: string): Promise<void> {
  const step = steps.value.find((other) => other.id === id)
  if (!step) return
  steps.value = steps.value.filter((other) => other.id !== id)
  save()
  await dropPhotos(step.photos)
}

/** Try a refused step once more, on the ticket as it is now. */
export async function retryStep(id: string, version: number): Promise<void> {
  const step = steps.value.find((other) => other.id === id)
  if (!step) return
  Object.assign(step, { state: 'waiting', version, problem: '', uncertain: false })
  save()
  await sendSteps()
}

/** The newest form of the ticket that the server has told us, if a step of it was sent since start. */
export function latestTicket(ticketId: string): Ticket | null {
  return latest.get(ticketId) ?? null
}

/** Send all waiting steps in order. Simultaneous calls do not send twice; a lost network ends it quietly. */
export const sendSteps = oneAtATime(sendAll)

async function sendAll(): Promise<void> {
  const blocked = new Set<string>()
  for (;;) {
    const step = mySteps().find(
      (s) => s.state === 'waiting' && !blocked.has(s.ticketId) && !isBehindRefused(s),
    )
    if (!step) return
    if (!(await sendOne(step))) blocked.add(step.ticketId)
  }
}

function isBehindRefused(step: Step): boolean {
  const chain = stepsFor(step.ticketId)
  return chain.slice(0, chain.indexOf(step)).some((before) => before.state === 'refused')
}

/** True when the step is done with: sent, or refused for good. */
async function sendOne(step: Step): Promise<boolean> {
  try {
    const media = await sendPhotos(step.photos)
    save()
    const body = { ...step.body, version: step.version, ...(media.length ? { media_ids: media } : {}) }
    const path = `/staff/tickets/${step.ticketId}/actions/${step.action}`
    await settle(step, await request<Ticket>('POST', path, { body }))
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return afterFailure(step, error)
  }
}

async function afterFailure(step: Step, error: ApiError): Promise<boolean> {
  if (error.passing || error.status === 401) {
    step.uncertain = step.uncertain || error.status === 0 || error.status >= 500
    step.problem = error.sentence
    save()
    return false
  }
  if (error.status === 409 && step.uncertain) {
    const ticket = await wentThrough(step)
    if (ticket) {
      await settle(step, ticket)
      return true
    }
  }
  step.state = 'refused'
  step.problem = error.sentence
  if (error.fields.media_ids) forgetSending(step.photos)
  stepsSent.value += 1
  save()
  return true
}

/** After an attempt without answer: the ticket, when it stands exactly where this step leads. */
async function wentThrough(step: Step): Promise<Ticket | null> {
  try {
    const ticket = await request<Ticket>('GET', `/staff/tickets/${step.ticketId}`)
    const last = ticket.timeline[ticket.timeline.length - 1]
    return ticket.state === LEADS_TO[step.action] && last?.action === step.action ? ticket : null
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return null
  }
}

async function settle(step: Step, ticket: Ticket): Promise<void> {
  latest.set(step.ticketId, ticket)
  const next = stepsFor(step.ticketId).find((other) => other.id !== step.id)
  if (next) next.version = ticket.version
  await dropStep(step.id)
  stepsSent.value += 1
}
