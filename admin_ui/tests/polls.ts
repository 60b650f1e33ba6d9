import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import HomesPage from '@/areas/voting/pages/HomesPage.vue'
import PollPage from '@/areas/voting/pages/PollPage.vue'
import PollsPage from '@/areas/voting/pages/PollsPage.vue'

const topic = (number: number, text: string) => ({ number, matter: 5, matter_name: '使用维修资金', text })
export const poll = (more = {}) => ({
  id: 'p1',
  kind: 'assembly',
  kind_name: '业主大会书面表决',
  title: '修屋面',
  organiser: '物业管理委员会',
  compound: { id: 'c1', name: '示例东里' },
  community: '示例社区',
  state: 'open',
  state_name: '投票中',
  opens_at: '2026-11-26T01:00:00Z',
  closes_at: '2026-12-06T01:00:00Z',
  version: 3,
  actions: ['cancel'],
  explanation: '',
  topics: [topic(1, '用维修资金修屋面'), topic(2, '由示例建工施工')],
  frozen_at: '2026-11-10T01:00:00Z',
  totals: { area: 3_000_000, heads: 600, homes: 612 },
  register: 612,
  voted: 3,
  channels: { paper: 2, door: 1 },
  unresolved: 0,
  result: null,
  hash: null,
  counted_at: null,
  post_until: null,
  posted_on: null,
  posted_at: '',
  ended_because: '',
  secret: false,
  box: null,
  evote: null,
  from_council: false,
  ...more,
})
const sum = (area: number, heads: number) => ({ area, heads, homes: heads })
export const RESULT = {
  whole: sum(3_000_000, 600),
  part: sum(2_000_000, 400),
  enough: true,
  channels: { paper: 400 },
  topics: [
    {
      number: 1,
      matter: 5,
      yes: sum(1_000_001, 201),
      no: sum(900_000, 190),
      abstain: sum(99_999, 9),
      approved: true,
      passed: true,
    },
    {
      number: 2,
      matter: 5,
      yes: sum(1_000_000, 201),
      no: sum(1_000_000, 199),
      abstain: sum(0, 0),
      approved: false,
      passed: false,
    },
  ],
}
export const home = (id: string, more = {}) => ({
  home_id: id,
  building: '1号楼',
  unit: '1单元',
  label: '10' + id,
  ballot_no: Number(id),
  channel_name: null,
  visit: null,
  visit_name: null,
  entries: 0,
  mine: false,
  state: 'none',
  ...more,
})

export async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [{ id: 'c1', name: '示例东里', community: '' }], next: null }),
    'GET /staff/polls/words': () => ({
      kinds: [
        { value: 'survey', name: '意见征询' },
        { value: 'assembly', name: '业主大会书面表决' },
      ],
      matters: [{ value: '0', name: '不属于' }],
    }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/polls', component: PollsPage },
      { path: '/polls/:id', component: PollPage, props: true },
      { path: '/polls/:id/homes', component: HomesPage, props: true },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe(role)
  await router.push(address)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls, router }
}

export const dialog = () => document.querySelector('.el-dialog')!
export const press = async (words: string, within: ParentNode = document.body) => {
  ;[...within.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)!.click()
  await flushPromises()
}
export const key = async (pressed: string) => {
  dialog()
    .querySelector('.paper')!
    .dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true }))
  await flushPromises()
}
export const sent = (calls: Call[]) => calls.filter((call) => call.method === 'POST').map((call) => call.body)
