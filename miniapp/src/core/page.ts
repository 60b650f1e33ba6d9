/** What most pages need: loading, a problem in words, and the next try. */
import { ref, type Ref } from 'vue'
import { ApiError } from '@/core/http'
import { replaceBy, restartAt } from '@/core/nav'
import { ensureSignedIn } from '@/core/session'

export interface Loader {
  loading: Ref<boolean>
  problem: Ref<string>
  /** No answer came: what is shown may be old. */
  cut: Ref<boolean>
  /** Sign in if needed, run the work, and keep what went wrong as words. True when it worked. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
}

/** Runs the loading of a page. Nobody signed in → the sign-in page; other failures → `problem`. */
export function useLoader(): Loader {
  const loading = ref(false)
  const problem = ref('')
  const cut = ref(false)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    loading.value = true
    try {
      if (!(await ensureSignedIn())) {
        toSignIn()
        return false
      }
      await work()
      problem.value = ''
      cut.value = false
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status === 401) toSignIn()
      problem.value = error.sentence
      cut.value = error.status === 0
      return false
    } finally {
      loading.value = false
      uni.stopPullDownRefresh()
    }
  }
  return { loading, problem, cut, run }
}

function toSignIn(): void {
  const here = getCurrentPages()
  if (here.length > 1) restartAt('signIn')
  else replaceBy('signIn')
}
