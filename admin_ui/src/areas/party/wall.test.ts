import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Agreement } from '@/api/contract'
import { fakeApi } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AgreementsPage from './pages/AgreementsPage.vue'

enableAutoUnmount(afterEach)

const agreement = (id: string, more: Partial<Agreement> = {}): Agreement => ({
  id,
  number: `示例〔2026〕${id}号`,
  community: '示例社区',
  compounds: [{ id: 'c1', name: '示例东里' }],
  parties: [
    { id: 'o1', name: '示例居委会', role: 'community', role_name: '社区党组织' },
    { id: 'o2', name: '示例物业', role: 'company', role_name: '物业服务企业党组织' },
  ],
  signed_on: '2026-01-01',
  starts_on: '2026-01-01',
  ends_on: '2026-12-31',
  state: 'in_force',
  state_name: '有效',
  days_left: 200,
  ending: false,
  promised: { total: 0, done: 0, overdue: 0 },
  version: 2,
  actions: [],
  may_copy: true,
  ...more,
})

async function open(address: string, items: Agreement[]) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [], next: null }),
    'GET /staff/party/agreements': () => ({ items, next: null }),
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/party', component: AgreementsPage },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe('secretary')
  await router.push(address)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  const asked = () => calls.filter((call) => call.path.endsWith('/agreements')).map(({ query }) => query)
  return { page, router, asked }
}

describe('the wall of agreements', () => {
  it('is one press away from the list, stays in the address, and asks the same of the server', async () => {
    const { page, router, asked } = await open('/party', [agreement('1')])
    expect(page.find('table').exists()).toBe(true)
    await page
      .findAll('button')
      .find((one) => one.text() === '协议墙')!
      .trigger('click')
    await flushPromises()
    expect(page.find('table').exists()).toBe(false)
    expect(router.currentRoute.value.query).toEqual({ view: 'wall' })
    for (const query of asked()) expect(Object.fromEntries(query)).toEqual({ state: 'all' })
  })

  it('puts them by state, what ends first at the top, and of what is over the last one', async () => {
    const over = { state: 'ended' as const, state_name: '已到期', days_left: null }
    const { page } = await open('/party?view=wall', [
      agreement('1'),
      agreement('2', { ends_on: '2026-12-01', days_left: 4, ending: true }),
      agreement('3', { ends_on: '2026-11-30', days_left: 3, ending: true }),
      agreement('4', { ...over, ends_on: '2024-12-31' }),
      agreement('5', { ...over, ends_on: '2025-12-31' }),
    ])
    const parts = page
      .findAll('.wall section')
      .map((part) => [part.get('h2').text(), ...part.findAll('h3').map((title) => title.text())])
    expect(parts).toEqual([
      ['30 天内到期 2', '示例〔2026〕3号', '示例〔2026〕2号'],
      ['有效 1', '示例〔2026〕1号'],
      ['已到期 2', '示例〔2026〕5号', '示例〔2026〕4号'],
    ])
  })

  it('says who signed, how many days are left, and how much of what was promised is done', async () => {
    const { page } = await open('/party?view=wall', [
      agreement('1', { promised: { total: 4, done: 2, overdue: 1 } }),
      agreement('2', { days_left: 0, ending: true }),
    ])
    const [last, first] = page.findAll('.card').map((card) => card.text().replace(/\s+/g, ' '))
    expect(first).toContain('示例物业 物业服务企业党组织')
    expect(first).toContain('还有 200 天到期')
    expect(first).toContain('承诺 4 件，已办 2 件，超期 1 件')
    expect(last).toContain('今天到期')
    expect(last).toContain('还没有承诺事项')
    expect(page.get('.card a').attributes('href')).toBe('/party/2')
  })
})
