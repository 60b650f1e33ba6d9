import { beforeEach, expect, test, vi } from 'vitest'
import { installPhone } from './fakeUni'

beforeEach(() => vi.resetModules())

test('a staff account signs in for a bearer token, which a mini-program can keep', async () => {
  const phone = installPhone()
  const me = { person: { id: 'p-1', name: '王工', phone_masked: null }, posts: [], homes: [], compounds: [] }
  phone.serve((call) => (call.path === '/me' ? { body: me } : { body: { token: 'tok-staff' } }))
  const { signInWithPassword } = await import('@/core/session')

  await signInWithPassword('wang', 'secret')

  expect(phone.calls[0].data).toEqual({ username: 'wang', password: 'secret', bearer: true })
  expect(phone.calls[1].header).toMatchObject({ Authorization: 'Bearer tok-staff' })
  expect(JSON.parse(phone.storage.get('hfw.session') ?? '')).toEqual({ token: 'tok-staff', staff: true })
})
