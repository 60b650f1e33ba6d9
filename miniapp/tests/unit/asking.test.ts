import { beforeEach, expect, test, vi } from 'vitest'
import { FEES } from '../mock/public.mjs'
import { installPhone, problem, signedInPhone, type Phone, type Reply } from './fakeUni'

vi.mock('@dcloudio/uni-app', () => ({ onHide: () => undefined, onUnload: () => undefined }))

const TARGET = { compound: 'c-1', version: FEES.version_id, anchor: 'items.物业服务费.rate' }
let phone: Phone

const filed = { id: 'o-1', ticket_id: 't-9', ticket_no: 'HF0009', due_at: '2026-12-03T09:00:00+08:00' }
const asks = () => phone.calls.filter((call) => call.method === 'POST')

function serve(answer: () => Reply = () => ({ status: 201, body: filed })) {
  phone.serve((call) => (call.method === 'POST' ? answer() : { body: FEES }))
}

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-resident')
  serve()
})

async function opened() {
  const { useAsk } = await import('@/areas/transparency/useAsk')
  const asking = useAsk()
  await asking.open(TARGET)
  return asking
}

test('a value is questioned and becomes a number; without a word nothing goes', async () => {
  const asking = await opened()
  expect(asking.found.value).toMatchObject({ title: '物业服务费', value: { words: '0.58 元/㎡·月' } })
  await asking.send()
  expect(asking.refusal.value).toContain('请写一句')
  asking.change({ reason: '和我知道的不一样' })
  await asking.send()
  expect(asking.filed.value?.ticket_no).toBe('HF0009')
  expect(asks()).toMatchObject([
    {
      path: '/disclosures/objections',
      data: { version_id: TARGET.version, anchor: TARGET.anchor, reason: '和我知道的不一样', hide_me: true },
    },
  ])
})

test('after a lost answer the same words go under the same key, other words under another', async () => {
  serve(() => ({ lost: true }))
  const asking = await opened()
  asking.change({ reason: '为什么这么高' })
  await asking.send()
  expect(asking.refusal.value).toContain('还没发出去')

  phone.reload()
  const later = await opened()
  expect(later.form.value.reason).toBe('为什么这么高')
  await later.send()
  later.change({ reason: '为什么这么高，请说明' })
  await later.send()
  const keys = asks().map((call) => call.header['Idempotency-Key'])
  expect(keys[1]).toBe(keys[0])
  expect(keys[2]).not.toBe(keys[0])
})

test('a refusal is told in its own words, and what was written stays', async () => {
  serve(() => ({ status: 409, body: problem('disclosures.asked_already', '您已经问过这一项，正在等答复') }))
  const asking = await opened()
  asking.change({ reason: '为什么这么高' })
  await asking.send()
  expect(asking.refusal.value).toBe('您已经问过这一项，正在等答复')
  expect(asking.form.value.reason).toBe('为什么这么高')
  expect(asking.filed.value).toBeNull()
})

test('who is not signed in is led to sign in, and what he wanted to ask is kept for afterwards', async () => {
  phone = installPhone()
  serve()
  const redirectTo = vi.fn()
  Object.assign(uni, { redirectTo })
  await opened()
  expect(redirectTo).toHaveBeenCalledWith({ url: '/areas/identity/pages/sign-in' })
  expect(JSON.parse(phone.storage.get('hfw.asking') ?? '')).toEqual(TARGET)
})

test('the page of a compound is asked for anew once something was asked there', async () => {
  const asking = await opened()
  const { isOutdated } = await import('@/areas/transparency/usePublic')
  asking.change({ reason: '为什么这么高' })
  expect(isOutdated('c-1')).toBe(false)
  await asking.send()
  expect(isOutdated('c-1')).toBe(true)
})

test('a page that must be new is asked for past what the phone has kept', async () => {
  const { publicPage } = await import('@/areas/transparency/api')
  await publicPage('c-1')
  await publicPage('c-1', true)
  expect(phone.calls.map((call) => call.header['Cache-Control'])).toEqual([undefined, 'no-cache'])
})

test('a session that ran out meanwhile leads to sign in, and the words are still there afterwards', async () => {
  serve(() => ({ status: 401, body: problem('auth.not_signed_in', '请先登录') }))
  const redirectTo = vi.fn()
  Object.assign(uni, { redirectTo })
  const asking = await opened()
  asking.change({ reason: '为什么这么高' })
  await asking.send()
  expect(redirectTo).toHaveBeenCalledTimes(1)
  phone.storage.set('hfw.session', JSON.stringify({ token: 'new' }))
  phone.reload()
  expect((await opened()).form.value.reason).toBe('为什么这么高')
})

test('a label that gives no right to ask does not keep anybody from reading', async () => {
  phone.serve((call) => {
    if (call.path === '/visits') return { status: 429, body: problem('app.too_many', '太频繁') }
    if (call.path.startsWith('/public/places/')) return { body: { compound: { id: 'c-1', name: '示例' } } }
    return {
      body: call.path.startsWith('/public/') ? { id: 'c-1', name: '示例' } : { items: [], next: null },
    }
  })
  const { usePublic } = await import('@/areas/transparency/usePublic')
  const { page, problem: told, open } = usePublic()
  await open({ code: 'HFW1' })
  expect([page.value?.id, told.value]).toEqual(['c-1', ''])
})
