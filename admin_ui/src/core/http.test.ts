// @vitest-environment node
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Answer, fakeApi, refusal } from '@tests/fake-api'
import { ApiError, http as typed, setCsrfToken, whenSignedOut, whenTokenIsStale, wordsOf } from './http'

/** The same calls without the list of addresses: these tests are about the way, not the goal. */
const http = typed as unknown as Record<
  'get' | 'post' | 'delete',
  (path: string, second?: object) => Promise<unknown>
>

beforeEach(() => {
  setCsrfToken(null)
  whenSignedOut(() => {})
  whenTokenIsStale(async () => false)
})

describe('http', () => {
  it('sends the CSRF token on every write and on no read', async () => {
    const calls = fakeApi({ 'GET /a': () => ({}), 'POST /a': () => ({}), 'DELETE /a': () => undefined })
    setCsrfToken('token-1')

    await http.get('/a')
    await http.post('/a', { x: 1 })
    await http.delete('/a')

    expect(calls.map((call) => call.headers.get('X-CSRF-Token'))).toEqual([null, 'token-1', 'token-1'])
  })

  it('leaves empty and false filters out of the address', async () => {
    const calls = fakeApi({ 'GET /a': () => ({}) })

    await http.get('/a', { query: { q: '', overdue: false, state: 'closed', cursor: undefined } })

    expect(calls[0]!.query.toString()).toBe('state=closed')
  })

  it('turns the error envelope into an ApiError with the words of the server', async () => {
    fakeApi({
      'POST /a': () =>
        new Answer(422, {
          error: { code: 'x.y', message: '不行', fields: { name: ['太短', '有误'] }, request_id: 'r9' },
        }),
    })

    const error = await http.post('/a').catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      status: 422,
      code: 'x.y',
      message: '不行',
      requestId: 'r9',
      fields: { name: '太短；有误' },
    })
  })

  it('says how long to wait when there were too many requests', async () => {
    fakeApi({
      'POST /a': () =>
        refusal(429, 'app.too_many_requests', '操作太频繁，请稍后再试', { 'Retry-After': '90' }),
    })

    const error = await http.post('/a').catch((thrown: unknown) => thrown)

    expect(wordsOf(error)).toBe('操作太频繁，请稍后再试（约 2 分钟后可重试）')
  })

  it('has words for an answer that is not ours, and for none at all', async () => {
    fakeApi({ 'GET /gateway': () => new Answer(502) })
    await expect(http.get('/gateway')).rejects.toThrow('服务暂时不可用')

    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    await expect(http.get('/a')).rejects.toMatchObject({
      status: 0,
      message: '网络连接不上，请检查网络后重试',
    })
  })

  it('tells the session when nobody is signed in any more, but not for a wrong password', async () => {
    const out = vi.fn()
    whenSignedOut(out)
    fakeApi({
      'POST /auth/session': () => refusal(401, 'auth.wrong_password', '用户名或密码不正确'),
      'GET /me': () => refusal(401, 'auth.not_signed_in', '请先登录'),
    })

    await http.post('/auth/session').catch(() => {})
    expect(out).not.toHaveBeenCalled()
    await http.get('/me').catch(() => {})
    expect(out).toHaveBeenCalledOnce()
  })

  it('fetches a fresh token and sends once more when the token is stale', async () => {
    let token = 'new'
    const calls = fakeApi({
      'POST /a': (call) =>
        call.headers.get('X-CSRF-Token') === token ? { ok: true } : refusal(403, 'auth.csrf', '页面已过期'),
    })
    setCsrfToken('old')
    whenTokenIsStale(async () => {
      setCsrfToken('new')
      return true
    })

    await expect(http.post('/a')).resolves.toEqual({ ok: true })
    token = 'other'
    await expect(http.post('/a')).rejects.toMatchObject({ code: 'auth.csrf' })
    expect(calls).toHaveLength(4)
  })
})
