import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import CommitteePage from './pages/CommitteePage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const photo = (id: string) => ({ id, width: 8, height: 6, url: `/m/${id}`, thumb_url: `/m/${id}/thumb` })
const decision = (more = {}) => ({
  id: 'd1',
  words: '修东门门禁',
  signed: 4,
  decided_on: '2026-11-20',
  post_by: '2026-11-23',
  late: false,
  posted_on: null,
  posted_at: '',
  post_until: null,
  photos: [],
  owner: '',
  due_on: null,
  done_on: null,
  proof: '',
  revoked_because: '',
  version: 1,
  may_post: true,
  may_add_photos: false,
  may_finish: false,
  may_revoke: false,
  ...more,
})
const committee = (more = {}) => ({
  id: 'g1',
  compound: { id: 'c1', name: '示例小区' },
  kind: 'interim',
  kind_name: '物业管理委员会',
  state: 'draft',
  state_name: '筹备中',
  starts_on: '2026-01-01',
  ends_on: '2028-12-31',
  seats: 0,
  posted_on: null,
  posted_at: '',
  photos: [],
  filed_on: null,
  fees_on: null,
  because: '',
  version: 4,
  actions: ['post', 'end'],
  may_change_members: false,
  may_meet: false,
  findings: [],
  members: [],
  meetings: [],
  decisions: [],
  events: [],
  ...more,
})

async function open(first: object, routes: Record<string, (call: Call) => unknown>) {
  let sent = 0
  const calls = fakeApi({
    'GET /staff/committees/g1': () => first,
    'POST /media': () => photo(`p${++sent}`),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/committees/:id', component: CommitteePage, props: true },
      { path: '/:rest(.*)*', component: { template: '<i />' } },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe('community')
  await router.push('/committees/g1')
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls }
}
const dialog = () => document.querySelector('.el-dialog')!
const press = async (words: string, within: ParentNode = document.body) => {
  ;[...within.querySelectorAll('button')].find((button) => button.textContent!.trim() === words)!.click()
  await flushPromises()
}
const write = (words: string) => {
  const field = dialog().querySelector('textarea')!
  field.value = words
  field.dispatchEvent(new Event('input'))
}
async function take(): Promise<void> {
  const input = dialog().querySelector<HTMLInputElement>('input[type="file"]')!
  Object.defineProperty(input, 'files', { value: [new File(['x'], 'board.jpg', { type: 'image/jpeg' })] })
  input.dispatchEvent(new Event('change'))
  await flushPromises()
}
const large = (page: { findAll: (path: string) => { attributes: (name: string) => string | undefined }[] }) =>
  page.findAll('button.large').map((one) => one.attributes('aria-label'))

describe('photos of the notice board', () => {
  it('go with the posting of the members, and stand beside it', async () => {
    const { page, calls } = await open(committee(), {
      'POST /staff/committees/g1/actions/post': () =>
        committee({
          state: 'posted',
          posted_on: '2026-11-20',
          posted_at: '大门、1号楼',
          photos: [photo('p1')],
        }),
    })
    expect(large(page)).toEqual([])
    await press('公示名单')
    write('大门、1号楼')
    await take()
    await press('公示名单', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ version: 4, posted_at: '大门、1号楼', media_ids: ['p1'] })
    expect(large(page)).toEqual(['看大图：名单公示 照片 1'])
  })

  it('go with the posting of a decision, and a refused one is said beside them', async () => {
    const answers = [
      () =>
        new Answer(422, {
          error: { code: 'invalid_input', message: '请检查', fields: { media_ids: ['照片已失效'] } },
        }),
      () =>
        committee({
          decisions: [decision({ posted_on: '2026-11-20', photos: [photo('p1')], may_post: false })],
        }),
    ]
    const { page, calls } = await open(committee({ state: 'in_office', decisions: [decision()] }), {
      'POST /staff/committees/decisions/d1/actions/post': () => answers.shift()!(),
    })
    await press('公示')
    write('大门、1号楼')
    await take()
    await press('公示', dialog())
    expect(dialog().textContent).toContain('照片已失效')
    await press('公示', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ version: 1, media_ids: ['p1'] })
    expect(large(page)).toEqual(['看大图：公示：修东门门禁 照片 1'])
  })

  it('are added to what hangs, at least one', async () => {
    const hanging = decision({ posted_on: '2026-11-20', may_post: false, may_add_photos: true })
    const posted = committee({
      state: 'posted',
      posted_on: '2026-11-20',
      actions: ['photos', 'end'],
      decisions: [hanging],
    })
    const { page, calls } = await open(posted, {
      'POST /staff/committees/g1/actions/photos': () => ({ ...posted, version: 5, photos: [photo('p1')] }),
      'POST /staff/committees/decisions/d1/actions/photos': () => ({
        ...posted,
        decisions: [{ ...hanging, photos: [photo('p2')] }],
      }),
    })
    await press('补照片', page.get('header').element)
    await press('补照片', dialog())
    expect(dialog().textContent).toContain('请选择照片')
    await take()
    await press('补照片', dialog())
    expect(calls.at(-1)!.body).toEqual({ media_ids: ['p1'], version: 4 })
    expect(large(page)).toEqual(['看大图：名单公示 照片 1'])
    await press('补照片', page.get('.decision').element)
    await take()
    await press('补照片', dialog())
    expect(calls.at(-1)!.body).toEqual({ media_ids: ['p2'], version: 1 })
    expect(large(page)).toEqual(['看大图：公示：修东门门禁 照片 1'])
  })

  it('are not asked for when nothing is posted', async () => {
    const { calls } = await open(committee(), {
      'POST /staff/committees/g1/actions/end': () => committee({ state: 'ended', actions: [] }),
    })
    await press('结束')
    expect(dialog().querySelector('input[type="file"]')).toBeNull()
    write('重新选举')
    await press('结束', dialog())
    expect(calls.at(-1)!.body).toEqual({ reason: '重新选举', version: 4 })
  })
})
