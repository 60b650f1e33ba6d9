import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import ProactivePage from './pages/ProactivePage.vue'
import ProactiveTaskPage from './pages/ProactiveTaskPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const row = (id: string, more = {}) => ({
  id,
  kind: 'repeats',
  kind_name: '反复出现',
  title: '“屋面漏雨”反复出现',
  reason: '11月10日到11月20日，本小区有3件“屋面漏雨”，涉及2户。30天内达到3件。',
  compound: { id: 'c1', name: '示例东里' },
  community: '示例社区',
  category_name: '屋面漏雨',
  state: 'open',
  state_name: '待办理',
  version: 1,
  owner: '示例社区居委会',
  next_on: '2026-11-25',
  late: false,
  created_at: '2026-11-20T01:00:00Z',
  ended_at: null,
  actions: ['start', 'lodge', 'plan', 'dismiss'],
  ...more,
})
const ticket = (id: string, more = {}) => ({
  id,
  no: '26112000000' + id,
  at: '2026-11-20T01:00:00Z',
  category_name: '屋面漏雨',
  description: '又漏了',
  building: '1 号楼',
  organisation: '示例物业',
  state: 'dispatched',
  state_name: '已派单',
  counts: true,
  household: 1,
  joined: 0,
  ...more,
})
const whole = (more = {}) => ({
  ...row('k1'),
  found: { tickets: 3, households: 2, of_households: 400, rules: ['repeats'] },
  counts: { tickets: 4, households: 3, of_households: 400 },
  evidence: [ticket('1', { joined: 2 }), ticket('2', { counts: false, state_name: '已撤回', household: 2 })],
  lodged: [],
  checks: [],
  assets: [],
  last_time: [],
  events: [
    {
      seq: 1,
      at: '2026-11-20T01:00:00Z',
      action: 'open',
      after: 'open',
      note: '',
      next_on: '2026-11-25',
      actor: null,
      photos: [],
    },
  ],
  media: [],
  ...more,
})

async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/proactive', component: ProactivePage },
      { path: '/proactive/:id', component: ProactiveTaskPage, props: true },
      { path: '/tickets/:id', component: { template: '<p />' } },
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

const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)!
const press = async (words: string, within: ParentNode = document.body) => {
  button(words, within).click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!
const write = async (text: string) => {
  const area = dialog().querySelector('textarea')!
  area.value = text
  area.dispatchEvent(new Event('input'))
  await flushPromises()
}

describe('the list of tasks', () => {
  it('shows running ones with why and by when, and marks what is late', async () => {
    const { page, calls } = await open('/proactive', {
      'GET /staff/proactive': () => ({
        items: [row('k1'), row('k2', { next_on: '2026-11-20', late: true, state: 'doing' })],
        next: null,
      }),
    })
    expect(calls.find((call) => call.path === '/staff/proactive')!.query.get('state')).toBe('active')
    expect(page.text()).toContain('涉及2户')
    expect(page.text()).toContain('2026-11-25，还有 2 天')
    expect(page.text()).toContain('2026-11-20，已过 3 天')
    expect(page.findAll('tr.is-late')).toHaveLength(1)
  })

  it('shows the seasons without asking for tasks', async () => {
    const season = {
      code: 'heating',
      name: '供暖季',
      year: 2026,
      opens_on: '2026-10-15',
      starts_on: '2026-11-15',
      ends_on: '2027-03-15',
      checks: ['看看管道'],
      source: '北京市供热采暖管理办法',
    }
    const { page, calls } = await open('/proactive?state=seasons', {
      'GET /staff/proactive/seasons': () => ({ items: [season], next: null }),
    })
    expect(page.text()).toContain('看看管道')
    expect(page.text()).toContain('正在进行')
    expect(calls.some((call) => call.path === '/staff/proactive')).toBe(false)
  })

  it('says what will come when nothing is there', async () => {
    const { page } = await open('/proactive', { 'GET /staff/proactive': () => ({ items: [], next: null }) })
    expect(page.text()).toContain('没有要办的任务')
  })
})

describe('one task', () => {
  it('shows its evidence, what does not count any more, and how it grew', async () => {
    const { page } = await open('/proactive/k1', { 'GET /staff/proactive/k1': () => whole() })
    expect(page.text()).toContain('立任务以后又来了 1 件')
    expect(page.text()).toContain('占 0.8%')
    expect(page.text()).toContain('另有 2 户也遇到')
    expect(page.findAll('tr.out')).toHaveLength(1)
    expect(page.get('a[href="/tickets/1"]').text()).toContain('261120000001')
  })

  it('is begun with a day, which it asks for', async () => {
    const { calls } = await open('/proactive/k1', {
      'GET /staff/proactive/k1': () => whole(),
      'POST /staff/proactive/k1/actions/start': () => whole({ state: 'doing', version: 2 }),
    })
    await press('开始办理')
    await press('提交')
    expect(dialog().textContent).toContain('请选择日期')
    await press('一周后')
    await press('提交')
    expect(calls.at(-1)!.body).toEqual({ version: 1, next_on: '2026-11-30' })
    expect(document.querySelector('.el-dialog')).toBeNull()
  })

  it('is not dismissed without a reason', async () => {
    const { calls } = await open('/proactive/k1', {
      'GET /staff/proactive/k1': () => whole(),
      'POST /staff/proactive/k1/actions/dismiss': () =>
        whole({ state: 'dismissed', version: 2, actions: [] }),
    })
    await press('不需办理')
    await press('提交')
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0)
    await write('同一处漏点，已修')
    await press('提交')
    expect(calls.at(-1)!.body).toEqual({ version: 1, note: '同一处漏点，已修' })
  })

  it('files a ticket, and keeps the words when somebody was faster', async () => {
    let version = 1
    const { calls } = await open('/proactive/k1', {
      'GET /staff/proactive/k1': () => whole({ version: version++ }),
      'POST /staff/proactive/k1/actions/lodge': () => refusal(409, 'app.conflict', '内容已被他人更新'),
    })
    await press('立一张工单')
    await write('1 号楼屋面请全面检查')
    await press('提交')
    await press('提交')
    expect(dialog().querySelector('textarea')!.value).toBe('1 号楼屋面请全面检查')
    const bodies = calls.filter((call) => call.method === 'POST').map((call) => call.body)
    expect(bodies).toEqual([
      { version: 1, description: '1 号楼屋面请全面检查' },
      { version: 2, description: '1 号楼屋面请全面检查' },
    ])
  })

  it('offers nothing to who may only look', async () => {
    const { page } = await open(
      '/proactive/k1',
      { 'GET /staff/proactive/k1': () => whole({ actions: [] }) },
      'street',
    )
    expect(page.text()).toContain('反复出现')
    expect(button('开始办理')).toBeUndefined()
  })

  it('of a season shows what to check and what came up a year before', async () => {
    const season = {
      kind: 'seasonal',
      title: '2026年供暖季检查',
      checks: ['看看管道'],
      last_time: [{ code: '0501', name: '暖气不热', tickets: 7, households: 5 }],
      assets: [{ id: 'a1', name: '1 号楼供热立管' }],
    }
    const { page } = await open('/proactive/k1', { 'GET /staff/proactive/k1': () => whole(season) })
    expect(page.text()).toContain('看看管道')
    expect(page.text()).toContain('7 件，5 户')
    expect(page.text()).toContain('1 号楼供热立管')
  })

  it('says so when there is none here', async () => {
    const { page } = await open('/proactive/k9', {})
    expect(page.text()).toContain('没有找到这件任务')
  })
})
