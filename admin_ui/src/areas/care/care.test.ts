import { afterEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { dayFrom } from '@/core/format'
import { useSession } from '@/core/session'
import CarePage from './pages/CarePage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const LIST = 'GET /staff/care/warranties'
const duty = {
  maintainer: '示例产权单位',
  payer_name: '产权单位',
  basis: '移交协议第三条',
  starts_on: '2026-12-04',
  ends_on: null,
}
const row = (id: string, more = {}) => ({
  id,
  compound: { id: 'c1', name: '示例东里' },
  community: '示例社区',
  place: '1号楼屋面',
  building: '1号楼',
  asset: '屋面',
  part: '屋面防水',
  kind_name: '防水防渗漏',
  contractor: { id: 'k1', name: '示例施工甲' },
  contractor_gone: false,
  contractor_phone: '010-88880000',
  starts_on: '2021-12-01',
  ends_on: '2026-12-03',
  state: 'soon',
  within: 7,
  days_left: 7,
  seasons: '',
  open_count: 0,
  open_tickets: [],
  duty: null,
  gap: '',
  ...more,
})

async function open(
  address: string,
  answer: (call: Call) => unknown,
  role: Role = 'community',
  others: Record<string, (call: Call) => unknown> = {},
) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({
      items: [
        { id: 'c1', name: '示例东里' },
        { id: 'c2', name: '示例西里' },
      ],
      next: null,
    }),
    'GET /staff/organisations': () => ({
      items: [
        { id: 'k1', name: '示例施工甲' },
        { id: 'k2', name: '示例施工乙' },
      ],
      next: null,
    }),
    [LIST]: answer,
    ...others,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: CarePage }],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe(role)
  await router.push(address)
  const page = mount(CarePage, {
    attachTo: document.body,
    global: { plugins: [pinia, PiniaColada, router] },
  })
  await flushPromises()
  return { page, calls, router }
}
const asked = (calls: Call[]) => calls.filter((call) => call.path === '/staff/care/warranties')

it('says of each part how long, what is open and who comes after', async () => {
  const { page } = await open('/care', () => ({
    items: [
      row('w1', {
        open_count: 2,
        open_tickets: [{ id: 't1', no: 'GD-1', state_name: '处理中' }],
        gap: '期满后由谁负责还没有登记',
      }),
      row('w2', { part: '供热系统', seasons: '共 2 个采暖期，还剩 1 个', duty }),
      row('w3', { part: '外墙保温', state: 'running', within: null, days_left: 400 }),
    ],
    next: null,
  }))
  const [first, second, third] = page.findAll('tbody tr')
  expect(first!.text()).toContain('1号楼屋面：屋面防水')
  expect(first!.text()).toContain('还有 7 天')
  expect(first!.text()).toContain('2 件')
  expect(first!.text()).toContain('GD-1（处理中）')
  const way = first!.findAll('a').find((one) => one.text() === '登记期满后由谁负责')!
  const query = new URLSearchParams(way.attributes('href')!.split('?')[1])
  expect([...query]).toEqual([
    ['table', 'maintenance'],
    ['asset', '屋面'],
    ['building', '1号楼'],
    ['from', dayFrom(8)],
  ])
  expect(second!.text()).toContain('共 2 个采暖期，还剩 1 个')
  expect(second!.text()).toContain('产权单位 · 移交协议第三条')
  expect(third!.text()).toContain('还没到登记的时候')
  expect(third!.text()).toContain('没有')
})

it('leads to today where the contractor is gone, and offers nobody to ring', async () => {
  const gap = '施工单位已注销或撤场，保修没有人负责'
  const { page } = await open('/care', () => ({
    items: [row('w1', { contractor_gone: true, days_left: 197, within: null, state: 'running', gap })],
    next: null,
  }))
  expect(page.text()).toContain('已注销或撤场')
  expect(page.text()).not.toContain('010-88880000')
  const way = page.findAll('a').find((one) => one.text() === '登记由谁负责')!
  expect(way.attributes('href')).toContain(`from=${dayFrom(0)}`)
})

it('does not lead a company where it has no right to be', async () => {
  const { page } = await open(
    '/care',
    () => ({ items: [row('w1', { gap: '保修期满后无人负责', state: 'over', days_left: -3 })], next: null }),
    'manager',
  )
  expect(page.text()).toContain('保修期满后无人负责')
  expect(page.text()).toContain('已到期')
  expect(page.findAll('a[href^="/places"]')).toHaveLength(0)
})

it('asks for what the filters say, keeps them in the address and exports the same', async () => {
  const { page, calls, router } = await open('/care?left=30', () => ({ items: [row('w1')], next: null }))
  expect(asked(calls)[0]!.query.get('left')).toBe('30')
  await page
    .findAll('label')
    .find((one) => one.text() === '有没办完的报修')!
    .find('input')
    .setValue(true)
  await flushPromises()
  const last = asked(calls).at(-1)!.query
  expect([last.get('left'), last.get('defects'), last.get('gap')]).toEqual(['30', 'true', null])
  expect(router.currentRoute.value.query).toEqual({ left: '30', defects: 'true' })
})

it('shows the one part that the desk or the calendar leads to, and from there the others', async () => {
  const { page, calls, router } = await open('/care?left=all&warranty_id=w1', () => ({
    items: [row('w1')],
    next: null,
  }))
  expect(asked(calls)[0]!.query.get('warranty_id')).toBe('w1')
  expect(page.text()).toContain('只看这一个部位')
  expect(page.text()).not.toContain('期满后没人负责')
  await page
    .findAll('button')
    .find((one) => one.text() === '看全部部位')!
    .trigger('click')
  await flushPromises()
  expect(asked(calls).at(-1)!.query.get('warranty_id')).toBeNull()
  expect(router.currentRoute.value.query).toEqual({ left: 'all' })
})

it('lists what the desk counts', async () => {
  const { page, calls } = await open('/care?left=todo', () => ({ items: [row('w1')], next: null }))
  expect(asked(calls)[0]!.query.get('left')).toBe('todo')
  expect(page.find('[aria-pressed="true"], [aria-current]').text()).toBe('要办的')
})

it('asks for what still runs when nothing is chosen', async () => {
  const { page, calls } = await open('/care', () => ({ items: [], next: null }))
  expect(asked(calls)[0]!.query.get('left')).toBe('running')
  expect(page.text()).toContain('没有这样的改造部位')
})

it('is whole without the names of contractors, and says when the list cannot be read', async () => {
  const away = () => refusal(503, 'app.unavailable', '系统正忙')
  const { page } = await open('/care', () => ({ items: [row('w1')], next: null }), 'district', {
    'GET /staff/organisations': away,
  })
  expect(page.text()).toContain('示例施工甲')
  const other = await open('/care', away)
  expect(other.page.text()).toContain('系统正忙')
})
