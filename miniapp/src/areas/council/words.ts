/** How the pages of the council say things. */
import type { AssemblyMeeting } from './api'

export function plainDay(iso: string): string {
  const [year, month, date] = iso.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

/** When a meeting is or was, how owners meet, and what became of it, in a sentence. */
export function meetingLine(one: AssemblyMeeting): string {
  const form = [one.form_name, one.place].map((words) => words && `，${words}`).join('')
  if (one.state === 'cancelled') return `原定${plainDay(one.planned_on)}${form}，不开了`
  if (one.held_on) return `${plainDay(one.held_on)}召开${form}`
  return `定在${plainDay(one.planned_on)}召开${form}`
}

/** Where the result is: on the board, or still to be posted, which the law wants within three days. */
export function resultLine(one: AssemblyMeeting): string {
  if (one.state === 'held') return '结果还没有公示，应在开会以后三天内公示'
  if (one.state !== 'posted' || !one.posted_on) return ''
  return `${plainDay(one.posted_on)}公示在${one.posted_at}`
}

/** One rule of an assembly: which version, and when it was adopted. */
export function ruleLine(version: string, on: string | null): string {
  return on ? `${version}，${plainDay(on)}通过` : '还没有'
}

/** How often its rules ask for a regular meeting. */
export function everyLine(months: number): string {
  return months === 12 ? '每年至少开一次会' : `每${months}个月至少开一次会`
}
