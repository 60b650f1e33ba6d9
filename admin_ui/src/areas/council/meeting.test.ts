import { afterEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { notes } from '@/core/notes'
import { question } from '@/ui/confirm'
import MeetingPage from './pages/MeetingPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  notes.splice(0)
})

const shot = (id: string) => ({ id, width: 64, height: 48, url: `/p/${id}`, thumb_url: `/t/${id}` })
const meeting = (version: number, photos: string[], may_save = true) => ({
  id: 'm1',
  kind: 'council',
  kind_name: '议事会',
  community: '示例社区',
  at: '2026-11-20T01:00:00Z',
  place: '会议室',
  convener: '书记',
  attendance: [{ side: '业主', names: '', count: 8 }],
  people: 8,
  minutes: '',
  topics: [],
  photos: photos.map(shot),
  version,
  may_save,
})
const OF = '/staff/council/meetings/m1'

async function open(routes: Record<string, (call: Call) => unknown>) {
  const calls = fakeApi(routes)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: { template: '<p />' } }],
  })
  const page = mount(MeetingPage, {
    props: { id: 'm1' },
    global: { plugins: [router] },
  })
  await flushPromises()
  return { page, calls }
}

it('says when it was as people write it', async () => {
  const { page } = await open({ [`GET ${OF}`]: () => meeting(1, []) })
  expect(page.get('dd').text()).toBe('2026-11-20 09:00')
})

it('a photo is taken off after a question, and put back while the page is open', async () => {
  const { page, calls } = await open({
    [`GET ${OF}`]: () => meeting(1, ['a', 'b']),
    [`POST ${OF}/photos/a/actions/remove`]: () => meeting(2, ['b']),
    [`POST ${OF}/photos/a/actions/restore`]: () => meeting(3, ['a', 'b']),
  })
  await page.get('[aria-label="撤下：会议 照片 1"]').trigger('click')
  expect(question.value?.text).toContain('谁在会议记录里都看不到它了')
  question.value!.answer(false)
  await flushPromises()
  expect(calls).toHaveLength(1)

  await page.get('[aria-label="撤下：会议 照片 1"]').trigger('click')
  question.value!.answer(true)
  await flushPromises()
  expect(calls[1]?.body).toEqual({ version: 1 })
  expect(page.findAll('img').map((image) => image.attributes('src'))).toEqual(['/t/b'])
  expect(notes.map((note) => note.text)).toEqual(['照片撤下了'])

  await page.get('.off button').trigger('click')
  await flushPromises()
  expect(calls[2]?.body).toEqual({ version: 2 })
  expect(page.findAll('img')).toHaveLength(2)
  expect(page.find('.off').exists()).toBe(false)
})

it('somebody was quicker: the page shows the meeting as it is now', async () => {
  let read = 0
  const { page } = await open({
    [`GET ${OF}`]: () => (read++ ? meeting(2, ['b']) : meeting(1, ['a', 'b'])),
    [`POST ${OF}/photos/a/actions/remove`]: () => refusal(409, 'app.conflict', '别人刚改过'),
  })
  await page.get('[aria-label="撤下：会议 照片 1"]').trigger('click')
  question.value!.answer(true)
  await flushPromises()
  expect(page.findAll('img')).toHaveLength(1)
  expect(notes.map((note) => [note.tone, note.text])).toEqual([['bad', '别人刚改过']])
  expect(page.find('.off').exists()).toBe(false)
})

it('who may only read takes nothing off', async () => {
  const { page } = await open({ [`GET ${OF}`]: () => meeting(1, ['a'], false) })
  expect(page.findAll('img')).toHaveLength(1)
  expect(page.text()).toContain('2026-11-20 09:00') // minutes are printed and kept: the year stands there
  expect(page.text()).not.toContain('+08:00')
  expect(page.text()).not.toContain('撤下')
})
