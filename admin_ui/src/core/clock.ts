import { onScopeDispose, ref, type Ref } from 'vue'

const EVERY_MS = 30_000

/** The present time, kept fresh while the page is open, so that "还剩 5 分钟" does not lie. */
export function useNow(): Ref<Date> {
  const now = ref(new Date())
  const timer = window.setInterval(() => (now.value = new Date()), EVERY_MS)
  onScopeDispose(() => window.clearInterval(timer))
  return now
}
