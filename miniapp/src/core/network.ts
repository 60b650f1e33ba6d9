/** Is there a network, and what to do when it comes back. */
import { ref } from 'vue'

export const online = ref(true)

/** How often kept work is tried again while the app is open. */
const RETRY_MS = 30_000

const waiting: (() => void)[] = []

/** Run `work` each time the network returns. */
export function onBackOnline(work: () => void): void {
  waiting.push(work)
}

/** Call the registered work now: at start, when the app comes to the front, when the network returns. */
export function sendWhatWaits(): void {
  for (const work of waiting) work()
}

/** Begin to listen. Called once at start. */
export function watchNetwork(): void {
  uni.getNetworkType({ success: (now) => (online.value = now.networkType !== 'none') })
  uni.onNetworkStatusChange((change) => noteNetwork(change.isConnected))
  // #ifdef H5
  // Browsers that know the kind of connection tell uni-app of its change, but not of its loss.
  window.addEventListener('online', () => noteNetwork(true))
  window.addEventListener('offline', () => noteNetwork(false))
  // #endif
  // A network that is there but leads nowhere sends no event when it gets well again.
  setInterval(sendWhatWaits, RETRY_MS)
}

function noteNetwork(connected: boolean): void {
  online.value = connected
  if (connected) sendWhatWaits()
}
