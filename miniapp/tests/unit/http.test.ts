import { beforeEach, expect, test, vi } from 'vitest'
import { installPhone, problem, signedInPhone } from './fakeUni'

beforeEach(() => vi.resetModules())

test('an answer is its body, with the token and the key that were given', async () => {
  const phone = signedInPhone()
  phone.serve(() => ({ status: 201, body: { id: 't-1' } }))
  await import('@/core/session')
  const { request } = await import('@/core/http')

  const answer = await request('POST', '/tickets', { body: { kind: 'repair' }, key: 'key-12345' })

  expect(answer).toEqual({ id: 't-1' })
  expect(phone.calls[0]).toMatchObject({ method: 'POST', path: '/tickets', data: { kind: 'repair' } })
  expect(phone.calls[0].header).toMatchObject({ Authorization: 'Bearer tok', 'Idempotency-Key': 'key-12345' })
})

test('a refusal becomes an ApiError with the words of the server', async () => {
  const phone = installPhone()
  phone.serve(() => ({ status: 422, body: problem('app.invalid_input', '请检查', { note: ['请写一句'] }) }))
  const { request } = await import('@/core/http')

  const error = await request('GET', '/x').catch((caught: unknown) => caught)

  expect(error).toMatchObject({ status: 422, code: 'app.invalid_input', requestId: 'r1', passing: false })
  expect((error as { sentence: string }).sentence).toBe('请检查：请写一句')
})

test.each([
  [0, true],
  [408, true],
  [409, false],
  [422, false],
  [429, true],
  [502, true],
])('status %i passes by itself: %s', async (status, passing) => {
  installPhone()
  const { ApiError } = await import('@/core/http')
  expect(new ApiError(status, '', '').passing).toBe(passing)
})

test('what is still being done passes by itself, another conflict does not', async () => {
  installPhone()
  const { ApiError } = await import('@/core/http')
  expect(new ApiError(409, 'app.in_progress', '').passing).toBe(true)
  expect(new ApiError(409, 'app.conflict', '').passing).toBe(false)
})

test('a photo is sent again to a busy server, with the same key', async () => {
  vi.useFakeTimers()
  const phone = signedInPhone()
  let busy = 2
  phone.serve(() => (busy-- > 0 ? { status: 503 } : { status: 201, body: { id: 'm-1' } }))
  const { upload } = await import('@/core/http')

  const sending = upload({ path: 'blob:one' }, 'key-of-photo', () => undefined)
  await vi.runAllTimersAsync()

  expect(await sending).toEqual({ id: 'm-1' })
  expect(phone.calls.map((call) => call.header['Idempotency-Key'])).toEqual(Array(3).fill('key-of-photo'))
  vi.useRealTimers()
})

test('a photo is not sent for ever to a busy server', async () => {
  vi.useFakeTimers()
  const phone = signedInPhone()
  phone.serve(() => ({ status: 503 }))
  const { upload } = await import('@/core/http')

  const sending = upload({ path: 'blob:one' }, 'key-of-photo', () => undefined).catch(
    (caught: unknown) => caught,
  )
  await vi.runAllTimersAsync()

  expect(await sending).toMatchObject({ status: 503, passing: true })
  expect(phone.calls).toHaveLength(6)
  vi.useRealTimers()
})

test('a page of a gateway is not taken for an envelope', async () => {
  const phone = installPhone()
  phone.serve(() => ({ status: 502, body: '<html>Bad gateway</html>' }))
  const { request } = await import('@/core/http')
  await expect(request('GET', '/x')).rejects.toMatchObject({
    status: 502,
    message: '服务暂时不可用，请稍后再试',
  })
})

test('no network is an ApiError too', async () => {
  const phone = installPhone()
  phone.online = false
  const { request } = await import('@/core/http')
  await expect(request('GET', '/x')).rejects.toMatchObject({ status: 0, code: 'network' })
})

test('after 401 the request is repeated once when the session could be renewed, by one sign-in for all', async () => {
  const phone = installPhone()
  let token = 'old'
  let renewals = 0
  phone.serve((call) =>
    call.header.Authorization === 'Bearer new'
      ? { body: call.path }
      : { status: 401, body: problem('auth.not_signed_in', '请先登录') },
  )
  const { request, useSessionHooks } = await import('@/core/http')
  let going: Promise<boolean> | null = null
  useSessionHooks({
    headers: () => ({ Authorization: `Bearer ${token}` }),
    renew: () =>
      (going ??= new Promise((resolve) => {
        renewals += 1
        setTimeout(() => {
          token = 'new'
          resolve(true)
        }, 20)
      })),
  })

  const answers = await Promise.all([request('GET', '/a'), request('GET', '/b')])

  expect(answers).toEqual(['/a', '/b'])
  expect(renewals).toBe(1)
})

test('a session that cannot be renewed leaves the 401', async () => {
  const phone = signedInPhone()
  phone.serve(() => ({ status: 401, body: problem('auth.not_signed_in', '请先登录') }))
  const { signedIn } = await import('@/core/session')
  const { request } = await import('@/core/http')
  await expect(request('GET', '/me')).rejects.toMatchObject({ status: 401 })
  expect(signedIn.value).toBe(false)
  expect(phone.storage.has('hfw.session')).toBe(false)
})

test('empty values do not go into the address, others are escaped', async () => {
  const phone = installPhone()
  phone.serve(() => ({ body: {} }))
  const { request } = await import('@/core/http')
  await request('GET', '/compounds', { query: { q: '古城 1', cursor: null, limit: 5 } })
  expect(phone.calls[0].path).toBe('/compounds?q=%E5%8F%A4%E5%9F%8E%201&limit=5')
})
