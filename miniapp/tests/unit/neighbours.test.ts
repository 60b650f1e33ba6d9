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

test('what was scanned goes along, and no more once the person says that it is not about that', async () => {
  phone.serve(() => ({ body: { items: [], next: null } }))
  const { useSimilar } = await import('@/areas/report/useSimilar')
  const { clearAsset } = await import('@/areas/report/useWhere')
  const about = draft({ assetId: 'a1', assetName: '3号楼电梯' })
  useSimilar(about, category)
  await settled()
  clearAsset(about.value)
  await settled()
  expect(phone.calls.map((call) => (call.data as { asset_id?: string }).asset_id)).toEqual(['a1', undefined])
  expect(about.value.assetName).toBe('')
})

test('a scanned lift is what the report is about, not the building one lives in', async () => {
  const place = { kind: 'asset', id: 'a1', name: '3号楼电梯' }
  phone.serve((call) => {
    if (call.path === '/visits')
      return { status: 201, body: { compound: { id: 'c1', name: '示例东里' }, place } }
    if (call.path === '/me')
      return {
        body: {
          person: { id: 'p-resident', name: '王' },
          posts: [],
          principals: [],
          homes: [{ compound_id: 'c1', building_id: 'b1', state: 'active' }],
          compounds: [{ id: 'c1', name: '示例东里', basis: 'home' }],
        },
      }
    return { body: { items: [{ id: 'b1', name: '1号楼', units: [] }], next: null } }
  })
  const { useWhere } = await import('@/areas/report/useWhere')
  const about = draft({ compound: null })
  await useWhere(about).arrive('LIFT01')
  expect(about.value).toMatchObject({ building: null, assetId: 'a1', assetName: '3号楼电梯' })
  useWhere(about).chooseBuilding({ id: 'b1', name: '1号楼' })
  expect(about.value).toMatchObject({ building: { id: 'b1' }, assetId: null, assetName: '' })
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
