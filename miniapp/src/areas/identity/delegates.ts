/** Relatives who help, in the words of the people: who, what for, until when. */
import { request } from '@/core/http'
import type { Named, Page } from '@/core/types'

export interface Delegation {
  id: string
  /** Whether this person is the one who is helped. */
  mine: boolean
  principal: Named
  agent: Named | null
  relation: string
  scope: 'all' | 'view'
  state: 'invited' | 'active' | 'lapsed' | 'ended'
  ends_on: string
  version: number
  actions: string[]
}
/** `code` is null when it was used or has run out meanwhile. */
export type Invitation = Delegation & { code: string | null }
export interface Wish {
  relation: string
  scope: Delegation['scope']
  ends_on: string
}

export const RELATIVES = ['儿子', '女儿', '老伴', '孙辈', '其他家里人']
export const SCOPES: { value: Delegation['scope']; name: string; hint: string }[] = [
  { value: 'all', name: '替我办', hint: '替我报事、看进度、催办、说办得好不好' },
  { value: 'view', name: '只看看', hint: '只看我报的事办到哪一步，不能替我报' },
]
export const LENGTHS = [
  { days: 90, name: '三个月' },
  { days: 182, name: '半年' },
  { days: 365, name: '一年' },
]

/** The last day of a help that begins today, as the server takes it. */
export function lastDay(days: number, today = new Date()): string {
  const last = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${last.getFullYear()}-${two(last.getMonth() + 1)}-${two(last.getDate())}`
}

/** `2027-02-24` → `2027年2月24日`. */
export function plainDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** In two halves, so that it can be read out over the telephone. */
export function spokenCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}

/** What the delegate may do, seen by the one who is helped or by the one who helps. */
export function scopeText({ mine, scope, principal }: Delegation): string {
  if (scope === 'all')
    return mine ? '能替您报事、看进度、说办得好不好' : `您能替${principal.name}报事、看进度、说办得好不好`
  return mine ? '只能看您报的事，不能替您报' : `您只能看${principal.name}报的事，不能替着报`
}

/** How it stands, besides who and what. */
export function stateText(one: Delegation): string {
  if (one.state === 'invited') return '代办码已经给出，还没有人输入'
  if (one.state === 'lapsed') return '代办码过期了，没有人用'
  if (one.state === 'ended') return '已经结束'
  return `到 ${plainDay(one.ends_on)}为止`
}

export function endingLabel(one: Delegation): string {
  if (one.state === 'invited') return '不请了，取消'
  return one.mine ? `不让${one.agent?.name}帮了` : `不再帮${one.principal.name}了`
}

/** What ending it means, said before it is done. */
export function endingText(one: Delegation): string {
  if (one.state === 'invited') return '这个代办码就不能用了。以后想请家里人帮忙，再生成一个。'
  if (one.mine)
    return `${one.agent?.name}马上就看不到您的事，包括替您报的那些，也不能再替您报。已经报的事照样办，您自己照样能看。`
  return `您马上就看不到${one.principal.name}的事，包括您替报的那些。已经报的事照样办。以后还要帮，再请家里人给一个代办码。`
}

export async function listDelegations(): Promise<Delegation[]> {
  return (await request<Page<Delegation>>('GET', '/delegations')).items
}

export function inviteDelegate(wish: Wish, key: string): Promise<Invitation> {
  return request<Invitation>('POST', '/delegations', { body: wish, key })
}

export function acceptDelegation(code: string): Promise<Delegation> {
  return request<Delegation>('POST', '/delegations/accept', { body: { code } })
}

export function revokeDelegation(one: Delegation): Promise<Delegation> {
  return request<Delegation>('POST', `/delegations/${one.id}/actions/revoke`, {
    body: { version: one.version },
  })
}
