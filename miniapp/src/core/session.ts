/**
 * Who is signed in. The mini-program signs in by itself through WeChat; the H5 page by a demo person
 * (development only) or by a staff account.
 */
import { computed, ref } from 'vue'
import { ApiError, request, useSessionHooks } from '@/core/http'
import { forget, keep, recall } from '@/core/storage'
import type { Me, Post } from '@/core/types'

interface Kept {
  token: string
  /** Signed in by name and password: when it runs out, WeChat must not put a resident in its place. */
  staff?: boolean
}

const NOBODY: Kept = { token: '' }

let kept = recall<Kept>('session', NOBODY)
let renewing: Promise<boolean> | null = null

const onForgetting: (() => void)[] = []

/** Run `work` when this phone forgets the person, for what is kept in memory elsewhere. */
export function whenForgotten(work: () => void): void {
  onForgetting.push(work)
}

export const me = ref<Me | null>(recall<Me | null>('me', null))
export const signedIn = ref(Boolean(kept.token))
export const isStaff = computed(() => (me.value?.posts.length ?? 0) > 0)
export const activePost = computed<Post | null>(() => me.value?.posts.find((post) => post.active) ?? null)

/** Identity of the person for whom drafts are kept; empty before the first sign-in. */
export function ownerId(): string {
  return me.value?.person.id ?? ''
}

useSessionHooks({
  headers: (): Record<string, string> => (kept.token ? { Authorization: `Bearer ${kept.token}` } : {}),
  renew: () => (renewing ??= renew().finally(() => (renewing = null))),
})

async function renew(): Promise<boolean> {
  if (!signedIn.value) return false
  const wasStaff = kept.staff
  drop()
  if (wasStaff) return false
  // #ifdef MP-WEIXIN
  return signInByWeChat(true)
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
}

function begin(session: Kept): void {
  kept = session
  signedIn.value = true
  keep('session', kept)
}

function drop(): void {
  kept = NOBODY
  signedIn.value = false
  forget('session')
}

function weChatCode(): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    uni.login({
      provider: 'weixin',
      success: (answer) => resolve(answer.code),
      fail: () => reject(new ApiError(0, 'wechat', '微信没有回应，请再试一次')),
    })
  })
}

/** Let messages about work go to the WeChat of this phone: it signs nobody in. */
export async function tieWeChat(): Promise<Me> {
  await request<void>('POST', '/me/wechat', { body: { code: await weChatCode() } })
  return loadMe()
}

/** Let no message about work go to WeChat any more. */
export async function untieWeChat(): Promise<Me> {
  await request<void>('DELETE', '/me/wechat')
  return loadMe()
}

/** Prove again that it is the same person: with a password, or without asking by WeChat's one-time code. */
export async function proveAgain(password?: string): Promise<void> {
  const body = password === undefined ? { code: await weChatCode() } : { password }
  await request<void>('POST', '/auth/step-up', { body })
}

/** Sign in with WeChat's one-time code, without asking anything. False when it did not work and `quiet` is set. */
export async function signInByWeChat(quiet = false): Promise<boolean> {
  try {
    const code = await weChatCode()
    const answer = await request<{ token: string }>('POST', '/auth/wechat', { body: { code } })
    begin({ token: answer.token })
    return true
  } catch (error) {
    if (quiet && error instanceof ApiError) return false
    throw error
  }
}

export interface DemoPerson {
  persona: string
  title: string
  posts: string[]
}

/** Demo people of a development server; null where the server has none. Throws `ApiError` when it cannot be asked. */
export async function demoPeople(): Promise<DemoPerson[] | null> {
  try {
    const answer = await request<DemoPerson[] | { items: DemoPerson[] }>('GET', '/auth/dev')
    return Array.isArray(answer) ? answer : answer.items
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null
    throw error
  }
}

export async function signInAs(persona: string): Promise<void> {
  const answer = await request<{ token: string }>('POST', '/auth/dev', { body: { persona } })
  forgetPerson()
  begin({ token: answer.token })
  await loadMe()
}

export async function signInWithPassword(username: string, password: string): Promise<void> {
  const answer = await request<{ token: string }>('POST', '/auth/session', {
    body: { username, password, bearer: true },
  })
  forgetPerson()
  begin({ token: answer.token, staff: true })
  await loadMe()
}

export async function loadMe(): Promise<Me> {
  return setMe(await request<Me>('GET', '/me'))
}

/** Choose the post to work in. One post at a time: rights of several posts never add up. */
export async function choosePost(postId: string): Promise<Me> {
  return setMe(await request<Me>('POST', '/auth/post', { body: { post_id: postId } }))
}

function setMe(answer: Me): Me {
  me.value = answer
  keep('me', answer)
  return answer
}

/** Make sure that somebody is signed in. False: the page should lead to the sign-in page. */
export async function ensureSignedIn(): Promise<boolean> {
  if (!signedIn.value) {
    // #ifdef MP-WEIXIN
    if (!(await signInByWeChat(true))) return false
    // #endif
    // #ifndef MP-WEIXIN
    return false
    // #endif
  }
  if (!me.value) await loadMe()
  return true
}

/** End the session here and on the server, and take personal data off this phone. */
export async function signOut(): Promise<void> {
  try {
    await request('DELETE', '/auth/session')
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    // Offline: the phone forgets now, the session runs out on the server.
  }
  drop()
  forgetPerson()
}

function forgetPerson(): void {
  for (const forgetting of onForgetting) forgetting()
  me.value = null
  for (const key of ['me', 'seen', 'mode', 'shifts', 'compound', 'logged', 'workplace']) forget(key)
}
