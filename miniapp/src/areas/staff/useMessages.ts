import { computed, ref } from 'vue'
import { say } from '@/core/nav'
import { useLoader } from '@/core/page'
import { me, tieWeChat, untieWeChat } from '@/core/session'
import { ABOUT_WORK, askForMessages, templatesToAsk, type Template } from '@/core/subscribe'

/** Messages about work in WeChat: to which account they go, and how many are allowed. Only in the mini-program. */
export function useMessages() {
  const { problem, run } = useLoader()
  const templates = ref<Template[]>([])
  const possible = ref(false)
  const busy = ref(false)
  const tied = computed(() => me.value?.person.wechat === true)
  /** How many messages are left of the kind that will be used up first. */
  const left = computed(() => Math.min(...templates.value.map((one) => one.remaining ?? 0)))

  async function look() {
    // #ifdef MP-WEIXIN
    possible.value = true
    // #endif
    if (tied.value) templates.value = await templatesToAsk(ABOUT_WORK)
  }

  /** One thing at a time, so that a second tap does nothing. */
  async function once(work: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    await run(work)
    busy.value = false
  }

  const tie = () =>
    once(async () => {
      await tieWeChat()
      await look()
    })
  const untie = () =>
    once(async () => {
      await untieWeChat()
      templates.value = []
      say('好了，不再发到微信')
    })

  /** WeChat takes the question only inside the tap: nothing may be waited for before it. */
  const allow = () =>
    once(async () => {
      const allowed = await askForMessages(templates.value)
      await look()
      say(allowed ? '好了，有新活微信告诉您' : '没关系，“消息”里也能看到')
    })

  return { possible, tied, templates, left, busy, problem, look, tie, untie, allow }
}
