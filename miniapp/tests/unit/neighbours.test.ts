import { beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import type { Draft } from '@/core/drafts'
import { problem, signedInPhone, type Phone } from './fakeUni'

let phone: Phone

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-resident')
})

const draft = (over = {}) =>
  ref({
    id: 'd1',
    state: 'editing',
    words: '楼道灯不亮',
    compound: { id: 'c1', name: '示例东里' },
    building: null,
    ...over,
  } as unknown as Draft)
const category = ref({ code: '0201' } as never)
const one = { id: 't-7', no: '0007', joined: false, reporters: 1 }
const settled = () => new Promise((done) => setTimeout(done, 30))

test('a draft is compared with what neighbours have reported, by place, category and words', async () => {
  phone.serve(() => ({ body: { items: [one], next: null } }))
  const { useSimilar } = await import('@/areas/report/useSimilar')
  const { found } = useSimilar(draft(), category)
  await settled()
  expect(phone.calls).toMatchObject([
    { path: '/tickets/similar', data: { compound_id: 'c1', category: '0201', description: '楼道灯不亮' } },
  ])
  expect(found.value).toMatchObject([{ id: 't-7' }])
})

test.each([
  ['without network', { online: false }],
  ['when the server refuses', { online: true }],
])('%s nothing is shown and nothing breaks', async (_name, { online }) => {
  phone.online = online
  phone.serve(() => ({ status: 404, body: problem('app.not_found', '没有找到') }))
  const { useSimilar } = await import('@/areas/report/useSimilar')
  const { found } = useSimilar(draft(), category)
  await settled()
  expect(found.value).toEqual([])
})

test('a draft that waits for the network is not compared: it may have been sent already', async () => {
  const { useSimilar } = await import('@/areas/report/useSimilar')
  useSimilar(draft({ state: 'waiting' }), category)
  await settled()
  expect(phone.calls).toEqual([])
})

test('joining answers with the matter that one follows now, which may be another one', async () => {
  phone.serve((call) =>
    call.path === '/tickets/t-7/join' ? { body: { id: 't-1' } } : { body: { items: [], next: null } },
  )
  const { useSimilar } = await import('@/areas/report/useSimilar')
  const { join } = useSimilar(draft(), category)
  expect(await join(one as never)).toEqual({ id: 't-1' })
})

test('a refused joining says why', async () => {
  phone.serve(() => ({ status: 409, body: problem('app.conflict', '这件事已经办完') }))
  const { useSimilar } = await import('@/areas/report/useSimilar')
  const { join } = useSimilar(draft(), category)
  expect(await join(one as never)).toEqual({ problem: '这件事已经办完' })
})

test('only matters of neighbours are asked about on the first screen', async () => {
  phone.serve(() => ({ body: { items: [{ is_reporter: true }, { is_reporter: false }], next: null } }))
  const { askedCount } = await import('@/areas/home/api')
  expect(await askedCount()).toBe(1)
})
