import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Me, SessionInfo, SignedIn } from '@/api/contract'
import { ApiError, http, setCsrfToken, whenSignedOut, whenTokenIsStale } from './http'
import { hearOtherWindows, tellOtherWindows } from './windows'

/**
 * Who is signed in, and in which post. The server holds the session; here is only what screens show.
 *
 * `place` changes whenever person or post changes; pages are keyed by it, so nothing of one post
 * stays on the screen under another.
 */
export const useSession = defineStore('session', () => {
  const state = ref<'unknown' | 'in' | 'out'>('unknown')
  const me = shallowRef<Me | null>(null)
  const post = computed(() => me.value?.posts.find((one) => one.active) ?? null)
  const place = computed(() => (me.value ? `${me.value.person.id}/${post.value?.id ?? ''}` : ''))

  function forget(): void {
    setCsrfToken(null)
    me.value = null
    state.value = 'out'
  }

  async function readMe(): Promise<void> {
    me.value = await http.get<Me>('/me')
    state.value = 'in'
  }

  /** Take up the session of the cookie after a (re)load. Throws when the server cannot be asked. */
  async function resume(): Promise<void> {
    try {
      const info = await http.get<SessionInfo>('/auth/session')
      setCsrfToken(info.csrf_token)
      await readMe()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      forget()
    }
  }

  async function signIn(username: string, password: string): Promise<void> {
    const answer = await http.post<SignedIn>('/auth/session', { username, password })
    setCsrfToken(answer.csrf_token ?? null)
    await readMe()
    tellOtherWindows()
  }

  async function signOut(): Promise<void> {
    await http.delete('/auth/session')
    forget()
    tellOtherWindows()
  }

  async function switchPost(postId: string): Promise<void> {
    me.value = await http.post<Me>('/auth/post', { post_id: postId })
    tellOtherWindows()
  }

  whenSignedOut(() => {
    if (state.value === 'in') forget()
  })
  // The cookie was renewed by another window: take its token, and send again only if it is the same person.
  whenTokenIsStale(async () => {
    const before = place.value
    await resume()
    return state.value === 'in' && place.value === before
  })
  hearOtherWindows(() => void resume().catch(() => {}))

  return { state, me, post, place, resume, signIn, signOut, switchPost, forget }
})
