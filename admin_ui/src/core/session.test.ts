import { beforeEach, describe, expect, it } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import { fakeApi, refusal } from '@tests/fake-api'
import { http } from './http'
import { useSession } from './session'

const post = (id: string, active: boolean) => ({
  id,
  role: 'community',
  title: '社区工作者',
  place: '示例社区 ' + id,
  organisation: '',
  active,
})
const me = (active: string) => ({
  person: { id: 'me', name: '李文静', phone_masked: null },
  posts: [post('a', active === 'a'), post('b', active === 'b')],
})

beforeEach(() => setActivePinia(createPinia()))

describe('session', () => {
  it('takes up the cookie session after a reload, CSRF token included', async () => {
    const calls = fakeApi({
      'GET /auth/session': () => ({ csrf_token: 'fresh', kind: 'cookie', expires_at: '' }),
      'GET /me': () => me('a'),
      'POST /visits': () => ({}),
    })
    const session = useSession()

    await session.resume()
    await http.post('/visits')

    expect(session.state).toBe('in')
    expect(session.post?.id).toBe('a')
    expect(calls.at(-1)!.headers.get('X-CSRF-Token')).toBe('fresh')
  })

  it('is signed out without a session, and undecided when the server is away', async () => {
    const session = useSession()
    fakeApi({ 'GET /auth/session': () => refusal(503, 'app.unavailable', '系统繁忙，请稍后再试') })
    await expect(session.resume()).rejects.toThrow('系统繁忙')
    expect(session.state).toBe('unknown')

    fakeApi({ 'GET /auth/session': () => refusal(401, 'auth.not_signed_in', '请先登录') })
    await session.resume()
    expect(session.state).toBe('out')
  })

  it('uses the token of the sign-in, and forgets all of it at the sign-out', async () => {
    const calls = fakeApi({
      'POST /auth/session': () => ({ csrf_token: 't1', person: { id: 'me', name: '李文静' } }),
      'DELETE /auth/session': () => undefined,
      'GET /me': () => me('a'),
      'POST /visits': () => ({}),
    })
    const session = useSession()

    await session.signIn('community', 'secret')
    await session.signOut()
    await http.post('/visits')

    expect(calls.map((call) => call.headers.get('X-CSRF-Token'))).toEqual([null, null, 't1', null])
    expect(session.me).toBeNull()
    expect(session.state).toBe('out')
  })

  it('shows the post that the server made active, and changes the key of the pages', async () => {
    const calls = fakeApi({
      'GET /auth/session': () => ({ csrf_token: 't', kind: 'cookie', expires_at: '' }),
      'GET /me': () => me('a'),
      'POST /auth/post': () => me('b'),
    })
    const session = useSession()
    await session.resume()
    const before = session.place

    await session.switchPost('b')

    expect(calls.at(-1)!.body).toEqual({ post_id: 'b' })
    expect(session.post?.id).toBe('b')
    expect(session.place).not.toBe(before)
  })

  it('ends when any request says that the session is over', async () => {
    fakeApi({
      'GET /auth/session': () => ({ csrf_token: 't', kind: 'cookie', expires_at: '' }),
      'GET /me': () => me('a'),
      'GET /inbox': () => refusal(401, 'auth.not_signed_in', '请先登录'),
    })
    const session = useSession()
    await session.resume()

    await http.get('/inbox').catch(() => {})

    expect(session.state).toBe('out')
  })
})
