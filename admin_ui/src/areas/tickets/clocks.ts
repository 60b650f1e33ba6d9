import type { TicketClock } from '@/api/contract'

const SOON_SHARE = 80

export interface ClockView {
  /** Share of the time that is used up, 0-100. */
  percent: number
  tone: 'good' | 'soon' | 'late' | 'rest'
}

/** How a clock looks. The share runs from `startedAt`, the filing of the ticket, to the due date. */
export function clockView(clock: TicketClock, startedAt: string, now: Date): ClockView {
  const stopped = clock.met_at ? Date.parse(clock.met_at) : now.getTime()
  const start = Date.parse(startedAt)
  const length = clock.due_at ? Date.parse(clock.due_at) - start : 0
  const share = length > 0 ? Math.round(((stopped - start) / length) * 100) : 100
  const percent = Math.min(100, Math.max(0, share))
  if (clock.status === 'late') return { percent: 100, tone: 'late' }
  if (clock.status === 'met') return { percent, tone: 'good' }
  if (clock.status !== 'running') return { percent, tone: 'rest' }
  if (share >= 100) return { percent: 100, tone: 'late' }
  return { percent, tone: share >= SOON_SHARE ? 'soon' : 'good' }
}
