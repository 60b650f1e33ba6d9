/** WeChat messages: allowed a few at a time, by a tap where one waits for them, and a refusal is fine. */
import { ApiError, request } from '@/core/http'
import type { Page } from '@/core/types'

export interface Template {
  key: string
  template_id: string
  name: string
  /** Messages allowed and not used yet. Missing: the server does not count. */
  remaining?: number
  /** Whether to ask for more at a good moment. */
  ask?: boolean
}

export const ABOUT_REPORTS = ['progress', 'confirm']
export const ABOUT_WORK = ['work', 'alert']

/** WeChat takes at most three at a time. */
const AT_ONCE = 3

/** Templates of these kinds to ask for now; empty where the target or the server has none, or enough are in store. */
export async function templatesToAsk(kinds: string[]): Promise<Template[]> {
  let templates: Template[] = []
  // #ifdef MP-WEIXIN
  try {
    const known = (await request<Page<Template>>('GET', '/inbox/templates')).items
    templates = known
      .filter((one) => one.template_id && one.ask !== false && kinds.includes(one.key))
      .slice(0, AT_ONCE)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
  // #endif
  return templates
}

/** Ask, inside the tap that WeChat demands. Returns how many messages the person has allowed. */
export async function askForMessages(templates: Template[]): Promise<number> {
  const answer = await new Promise<Record<string, string>>((resolve) => {
    uni.requestSubscribeMessage({
      tmplIds: templates.map((one) => one.template_id),
      success: (given) => resolve(given as unknown as Record<string, string>),
      fail: () => resolve({}),
    })
  })
  const allowed = templates.filter((one) => answer[one.template_id] === 'accept').map((one) => one.key)
  if (!allowed.length) return 0
  try {
    await request<void>('POST', '/inbox/subscriptions', { body: { templates: allowed } })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return 0
  }
  return allowed.length
}
