import { ref, type Ref } from 'vue'
import { newKey } from './ids'

/**
 * Send a creating request so that a double click, or a second try after a lost answer, makes one thing.
 *
 * The idempotency key stays while the content stays the same and is renewed when it changed or was accepted.
 */
export function useOnce<In, Out>(
  post: (body: In, key: string) => Promise<Out>,
): { busy: Ref<boolean>; send: (body: In) => Promise<Out> } {
  const busy = ref(false)
  let content = ''
  let key = ''
  let running: Promise<Out> | null = null

  async function run(body: In): Promise<Out> {
    busy.value = true
    try {
      const answer = await post(body, key)
      key = ''
      return answer
    } finally {
      busy.value = false
      running = null
    }
  }

  function send(body: In): Promise<Out> {
    if (running) return running
    const text = JSON.stringify(body)
    if (!key || text !== content) key = newKey()
    content = text
    running = run(body)
    return running
  }

  return { busy, send }
}
