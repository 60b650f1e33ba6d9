import { afterEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi } from '@tests/fake-api'
import MeetingFormPage from './pages/MeetingFormPage.vue'

enableAutoUnmount(afterEach)

const held = (kind: string, place: string, side: string) => ({
  id: kind,
  kind,
  place,
  convener: '书记',
  at: '2026-11-20T01:00:00Z',
  attendance: [{ side, names: '', count: 5 }],
  topics: [],
  photos: [],
})

async function open(committee: object[]) {
  fakeApi({
    'GET /staff/council/meetings': ({ query }) => ({
      items: query.get('kind') === 'committee' ? committee : [held('council', '社区会议室', '业主')],
      next: null,
    }),
    'GET /staff/council/topics': () => ({
      items: [{ id: 't1', title: '修坡道', state: 'deliberating', compound: { id: 'c', name: '示例小区' } }],
      next: null,
    }),
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: { template: '<p />' } }],
  })
  const page = mount(MeetingFormPage, { global: { plugins: [router] } })
  await flushPromises()
  return page
}
type Page = Awaited<ReturnType<typeof open>>
const values = (page: Page) =>
  page
    .findAll<HTMLInputElement>('input:not([type=radio]):not([type=checkbox])')
    .map((box) => box.element.value)
const choose = async (page: Page, at: number) => {
  await page.findAll('input[type=radio]')[at]!.setValue(true)
  await flushPromises()
}

it('takes over who came to the last meeting of the same body', async () => {
  const page = await open([held('committee', '街道三楼', '产权单位')])
  expect(values(page)).toContain('社区会议室')
  expect(page.text()).toContain('修坡道（示例小区）')
  await choose(page, 1)
  expect(values(page)).toEqual(expect.arrayContaining(['街道三楼', '产权单位']))
  await choose(page, 0)
  expect(values(page)).toEqual(expect.arrayContaining(['社区会议室', '业主']))
})

it('leaves what somebody has written himself', async () => {
  const page = await open([held('committee', '街道三楼', '产权单位')])
  const place = page.findAll<HTMLInputElement>('input').find((box) => box.element.value === '社区会议室')!
  await place.setValue('小花园')
  await choose(page, 1)
  expect(values(page)).toContain('小花园')
  expect(values(page)).not.toContain('产权单位')
})
