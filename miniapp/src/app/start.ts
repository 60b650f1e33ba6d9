/** What happens when the app starts and when it comes to the front. */
// #ifdef H5
import { prefetchPages } from '@/app/prefetch'
// #endif
import { readFontScale, takeFontScale } from '@/core/fontScale'
import { keepArrival, leave } from '@/core/arrival'
import { sendWaitingDrafts, waitingDrafts } from '@/core/drafts'
import { ApiError } from '@/core/http'
import { say } from '@/core/nav'
import { oneAtATime } from '@/core/oneAtATime'
import { onBackOnline, sendWhatWaits, watchNetwork } from '@/core/network'
import { myRecords, sendRecords } from '@/core/records'
import { ensureSignedIn, signedIn, whenForgotten } from '@/core/session'
import { mySteps, sendSteps } from '@/core/steps'

interface LaunchOptions {
  query?: Record<string, unknown>
  scene?: unknown
}

export function start(options: LaunchOptions): void {
  // #ifdef H5
  prefetchPages()
  // #endif
  readFontScale()
  takeFontScale(options.query)
  keepArrival(options.query)
  const send = oneAtATime(sendAll)
  onBackOnline(() => void send())
  watchNetwork()
  whenForgotten(leave)
}

export function comeForward(): void {
  readFontScale()
  sendWhatWaits()
}

/** Send kept reports, steps and records of work. Quiet when there is nothing or no network. */
async function sendAll(): Promise<void> {
  try {
    const working = mySteps().some((step) => step.state === 'waiting')
    const logged = myRecords().some((one) => one.state === 'waiting')
    if (!signedIn.value || (!working && !logged && !waitingDrafts().length)) return
    if (!(await ensureSignedIn())) return
    if (working) await sendSteps()
    if (logged) await sendRecords()
    const sent = await sendWaitingDrafts()
    if (sent.length) {
      say('之前没发出去的，已经发出')
      uni.$emit('report-sent')
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}
