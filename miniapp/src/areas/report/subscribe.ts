/** WeChat messages about progress: asked for once per report, by a tap, and a refusal is fine. */
import { messageTemplates, noteSubscriptions, type Template } from '@/areas/report/api'
import { ApiError } from '@/core/http'

/** Templates to ask for; empty where the target or the server has none. */
export async function templatesToAsk(): Promise<Template[]> {
  let templates: Template[] = []
  // #ifdef MP-WEIXIN
  try {
    // WeChat takes at most three at a time.
    templates = (await messageTemplates()).filter((one) => one.template_id).slice(0, 3)
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
    await noteSubscriptions(allowed)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return 0
  }
  return allowed.length
}
