/** Windows of one browser share the cookie, so they tell each other when person or post changed. */

const NAME = 'hfw-session'
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NAME)

export function tellOtherWindows(): void {
  channel?.postMessage('changed')
}

export function hearOtherWindows(handler: () => void): void {
  if (channel) channel.onmessage = handler
}
