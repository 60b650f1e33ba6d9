import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import ExclusionsPage from './pages/ExclusionsPage.vue'
import RateRowsPage from './pages/RateRowsPage.vue'
import RatesPage from './pages/RatesPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const COUNTS = {
  orders: 14,
  excluded: 1,
  waiting: 1,
  unreached: 1,
  valid: 12,
  responded: 11,
  solved: 9,
  partly: 2,
  unsolved: 1,
  satisfied: 10,
  complaints: 3,
  complaints_in_time: 2,
  repairs: 8,
  repairs_called: 7,
}
const of = (solved: number, valid: number) => ({
  rates: [
    { key: 'response', name: '响应率', numerator: valid, denominator: valid, per_mille: valid ? 1000 : null },
    {
      key: 'solution',
      name: '解决率',
      numerator: solved,
      denominator: valid,
      per_mille: valid ? Math.round((1000 * solved) / valid) : null,
    },
    {
      key: 'satisfaction',
      name: '满意率',
      numerator: valid,
      denominator: valid,
      per_mille: valid ? 1000 : null,
    },
    { key: 'complaint_in_time', name: '投诉处理反馈及时率', numerator: 2, denominator: 3, per_mille: 667 },
    { key: 'repair_called', name: '报修回访率', numerator: 7, denominator: 8, per_mille: 875 },
  ],
  counts: COUNTS,
  score: valid ? 9012 : null,
})
const table = () => ({
  whole: of(9, 12),
  groups: [{ id: 'g1', name: '示例社区', ...of(9, 12) }],
  months: [
    { month: '2026-10', ...of(4, 6) },
    { month: '2026-11', ...of(5, 6) },
  ],
  weights: { response: 10, solution: 45, satisfaction: 45 },
})
const exclusion = (more = {}) => ({
  id: 'x1',
  ticket_id: 't1',
  no: 'BG1',
  compound_name: '示例东里',
  reason: 'unlawful',
  reason_name: '诉求不合法',
  note: '要求拆承重墙',
  state: 'pending',
  version: 2,
  created_at: '2026-11-22T02:00:00Z',
  asked_name: '王经理',
  decided_name: null,
  decision_note: '',
  revoked_name: null,
  revoke_note: '',
  actions: ['approve', 'deny'],
  ...more,
})
const row = {
  id: 'c1',
  ticket_id: 't1',
  no: 'BG1',
  round: 1,
  state: 'answered',
  state_name: '已回访',
  version: 2,
  category_name: '屋面漏雨',
  place_text: '示例东里',
  description: '漏',
  person_name: null,
  organisation_name: '示例物业',
  is_reporter: true,
  has_phone: false,
  tries: 0,
  last_try_at: null,
  next_try_at: null,
  finished_at: null,
  finish_due_at: '2026-11-20T02:00:00Z',
  outcome: 'unsolved',
  satisfaction: 'dissatisfied',
  satisfaction_name: '不满意',
  excluded: false,
  actions: [],
}

async function open(address: string, routes: Record<string, (call: Call) => unknown>, role: Role = 'street') {
  const calls = fakeApi({
    'GET /me': () => sampleMe(role),
    'GET /staff/regions': () => ({
      items: [{ id: 's1', kind: 'street', name: '八角街道', parent_id: null }],
      next: null,
    }),
    'GET /staff/organisations': () => ({ items: [], next: null }),
    'GET /staff/compounds': () => ({ items: [], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/rates', component: RatesPage },
      { path: '/rates/rows', component: RateRowsPage },
      { path: '/rates/exclusions', component: ExclusionsPage },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push(address)
  useSession(pinia).me = sampleMe(role)
  const page = mount(
    { template: '<RouterView :key="$route.path" />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  for (let round = 0; round < 3; round++) await flushPromises()
  return { page, calls, router }
}
const press = async (words: string) => {
  const found = [...document.querySelectorAll('button')].filter((one) => one.textContent!.trim() === words)
  found.at(-1)!.click()
  await flushPromises()
}

describe('three rates', () => {
  it('show each with what it is the quotient of, and every number leads to its rows', async () => {
    const { page, calls } = await open('/rates', { 'GET /staff/rates': table })

    const asked = calls.find((one) => one.path === '/staff/rates')!.query
    expect([asked.get('first'), asked.get('last'), asked.get('group_by')]).toEqual([
      '2026-06',
      '2026-11',
      'community',
    ])
    const card = page.get('section[aria-label=解决率]')
    expect(card.text()).toContain('75.0%')
    expect(card.findAll('a').map((one) => one.text())).toEqual(['已解决 9', '有效回访 12'])
    expect(card.get('a').attributes('href')).toContain('measure=solved')
    expect(page.text()).toContain('综合得分 90.12')
    expect(page.get('.strip').text()).toContain('未联系上 1')
    expect(page.findAll('svg[role=img] title').map((one) => one.text())).toContain(
      '2026年11月 解决率 83.3%（5/6）',
    )
  })

  it('open a group into the level below it', async () => {
    const { page, calls, router } = await open('/rates', { 'GET /staff/rates': table })
    await page.get('section[aria-labelledby=by-group] tbody a').trigger('click')
    await flushPromises()

    expect(router.currentRoute.value.query).toMatchObject({ within: 'community:g1', by: 'compound' })
    const last = calls.filter((one) => one.path === '/staff/rates').at(-1)!.query
    expect([last.get('community_id'), last.get('group_by')]).toEqual(['g1', 'compound'])
  })

  it('say — where nothing was counted', async () => {
    const { page } = await open('/rates', {
      'GET /staff/rates': () => ({ ...table(), whole: of(0, 0), groups: [], months: [] }),
    })
    expect(page.get('section[aria-label=解决率]').text()).toContain('—')
    expect(page.text()).toContain('这段时间还没有要回访的工单')
  })
})

describe('an order that nobody had', () => {
  it('is a line of its own that can be opened and chosen', async () => {
    const nobody = '00000000-0000-0000-0000-000000000000'
    const { page, calls } = await open(`/rates?by=company&within=company:${nobody}`, {
      'GET /staff/rates': () => ({ ...table(), groups: [{ id: nobody, name: '没有承办单位', ...of(0, 1) }] }),
      'GET /staff/rates/rows': () => ({ items: [{ ...row, organisation_name: null }], next: null }),
    })
    expect(calls.find((one) => one.path === '/staff/rates')!.query.get('company_id')).toBe(nobody)
    expect(page.get('.where').text()).toContain('没有承办单位')
    const line = page.get('section[aria-labelledby=by-group] tbody tr')
    expect(line.text()).toContain('没有承办单位')

    await line.get('a[href*=measure]').trigger('click')
    await flushPromises()
    await flushPromises()
    const asked = calls.find((one) => one.path === '/staff/rates/rows')!.query
    expect(asked.get('company_id')).toBe(nobody)
    expect(page.get('tbody').text()).toContain('没有承办单位')
  })
})

describe('the rows behind a number', () => {
  it('are asked for with the same filters, hide a name that is not to be known, and may be left out on request', async () => {
    const { page, calls } = await open(
      '/rates/rows?measure=unsolved&first=2026-11&last=2026-11&within=compound:c9&name=示例东里',
      {
        'GET /staff/rates/rows': () => ({ items: [row], next: null }),
        'POST /staff/tickets/t1/exclusion': () => undefined,
      },
      'manager',
    )
    const asked = Object.fromEntries(calls.find((one) => one.path === '/staff/rates/rows')!.query)
    expect(asked).toMatchObject({ measure: 'unsolved', first: '2026-11', compound_id: 'c9' })
    expect(page.get('h1').text()).toBe('未解决')
    expect(page.get('tbody').text()).toContain('不公开')

    await press('申请剔除')
    await press('提交申请')
    expect(document.querySelector('.el-dialog')!.textContent).toContain('请选择理由')
    document.querySelector<HTMLInputElement>('input[value=unlawful]')!.click()
    const note = document.querySelector('textarea')!
    note.value = '要求拆承重墙'
    note.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('提交申请')
    expect(calls.at(-1)).toMatchObject({ method: 'POST', body: { reason: 'unlawful', note: '要求拆承重墙' } })
  })
})

describe('exclusions', () => {
  it('are decided with the version; a refusal says why', async () => {
    const { calls } = await open('/rates/exclusions', {
      'GET /staff/exclusions': () => ({ items: [exclusion()], next: null }),
      'POST /staff/exclusions/x1/actions/deny': () => undefined,
    })
    await press('不同意')
    await press('不同意')
    expect(document.querySelector('.el-dialog')!.textContent).toContain('请写明不同意的理由')
    const note = document.querySelector('textarea')!
    note.value = '属于物业职责'
    note.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('不同意')
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ version: 2, note: '属于物业职责' })
  })

  it('are taken back with the reason, and say by whom', async () => {
    const approved = { state: 'approved', decided_name: '李主任', version: 3 }
    const { page, calls } = await open('/rates/exclusions', {
      'GET /staff/exclusions': () => ({
        items: [
          exclusion({ ...approved, actions: ['revoke'] }),
          exclusion({
            ...approved,
            id: 'x2',
            state: 'revoked',
            revoked_name: '赵科长',
            revoke_note: '查错了',
            actions: [],
          }),
        ],
        next: null,
      }),
      'POST /staff/exclusions/x1/actions/revoke': () => undefined,
    })
    expect(page.text()).toContain('已撤销')
    expect(page.text()).toContain('赵科长撤销：查错了')
    await press('撤销')
    expect(document.querySelector('.el-dialog')!.textContent).toContain('李主任 同意过')
    await press('撤销')
    expect(document.querySelector('.el-dialog')!.textContent).toContain('请写明撤销的理由')
    const note = document.querySelector('textarea')!
    note.value = '确属物业职责'
    note.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('撤销')
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ version: 3, note: '确属物业职责' })
  })

  it('offer nothing to who asked', async () => {
    const { page } = await open('/rates/exclusions', {
      'GET /staff/exclusions': () => ({ items: [exclusion({ actions: [] })], next: null }),
    })
    expect(page.findAll('tbody button')).toHaveLength(0)
  })
})
