import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Role } from '@/api/contract'
import ResourcePage from '@/areas/resources/pages/ResourcePage.vue'
import ResourcesPage from '@/areas/resources/pages/ResourcesPage.vue'
import { useSession } from '@/core/session'
import { fakeApi, type Call } from './fake-api'
import { sampleMe } from './samples'

/** Idle resources as the server sends them, their pages, and what is done on these. */

export const row = (id: string, more = {}) => ({
  id,
  name: '原锅炉房',
  compound: { id: 'c1', name: '示例东里' },
  community: '示例社区',
  street: '示例街道',
  kind: 'room',
  kind_name: '房屋',
  place: '3号楼北侧',
  area: 18650,
  ownership: 'unit',
  ownership_name: '产权单位所有',
  owner_id: 'o1',
  owner: '示例厂',
  present_use: '堆放杂物',
  use: null,
  use_name: null,
  decision: '',
  money_fen: null,
  money_from: '',
  service_name: '',
  service_hours: '',
  service_phone: '',
  stage: 'found',
  stage_name: '已摸排',
  stuck: null,
  stuck_name: null,
  stuck_since: null,
  next_on: '2026-12-26',
  late: false,
  ratings: 0,
  stars_tenths: null,
  version: 1,
  created_at: '2026-11-20T01:00:00Z',
  actions: ['consult', 'note', 'stick', 'change', 'end'],
  ...more,
})
export const step = (seq: number, more = {}) => ({
  seq,
  at: '2026-11-20T01:00:00Z',
  action: 'add',
  action_name: '登记',
  before: null,
  after: 'found',
  after_name: '已摸排',
  note: '',
  next_on: '2026-12-26',
  photos: [],
  actor: '刘社工',
  ...more,
})
export const whole = (more = {}) => ({ ...row('r1', more), steps: [step(1)], polls: [], media: [], ...more })
export const named = (...pairs: [string, string][]) => pairs.map(([value, name]) => ({ value, name }))
export const WORDS = {
  kinds: named(['room', '房屋'], ['shed', '车棚']),
  ownerships: named(['unit', '产权单位所有'], ['common', '业主共有'], ['unclear', '权属待查']),
  uses: named(['canteen', '社区食堂']),
  stages: named(
    ['found', '已摸排'],
    ['consulted', '已征求意见'],
    ['running', '已开放'],
    ['ended', '不再利用'],
  ),
  stuck: named(['owner', '产权单位不同意']),
  actions: [],
}

export async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [{ id: 'c1', name: '示例东里', community: '' }], next: null }),
    'GET /staff/resources/words': () => WORDS,
    'GET /staff/resources/overview': () => ({ items: [], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/resources', component: ResourcesPage },
      { path: '/resources/:id', component: ResourcePage, props: true },
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
export const write = async (label: string, text: string) => {
  const found = [...dialog().querySelectorAll('label')].find((one) => one.textContent!.startsWith(label))!
  const box = document.getElementById(found.htmlFor) as HTMLInputElement
  box.value = text
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}
export const choose = async (words: string) => {
  const label = [...dialog().querySelectorAll('label')].find((one) => one.textContent!.trim() === words)!
  const radio = label.querySelector('input')!
  radio.checked = true
  radio.dispatchEvent(new Event('change'))
  await flushPromises()
}
export const sent = (calls: Call[]) => calls.filter((call) => call.method === 'POST').map((call) => call.body)
