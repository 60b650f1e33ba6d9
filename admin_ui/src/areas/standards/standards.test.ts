import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AppConfirm from '@/ui/AppConfirm.vue'
import AppNotes from '@/ui/AppNotes.vue'
import BoardPage from './pages/BoardPage.vue'
import CataloguePage from './pages/CataloguePage.vue'
import RecordsPage from './pages/RecordsPage.vue'
import { dayWords, daysBetween, spanWords } from './words'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date'] })
  HTMLDialogElement.prototype.showModal ??= () => {}
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const photo = { id: 'f1', url: '/big.jpg', thumb_url: '/small.jpg', width: 8, height: 6 }
const item = (code: string, more = {}) => ({
  code,
  category: 'ENV',
  category_name: '环境',
  name: '项目' + code,
  clause: '8.2',
  measure: 'freq',
  level: 2,
  level_name: '二级',
  level_words: '每月至少1次',
  state: 'on_time',
  state_name: '已按时做',
  window: { starts_on: '2026-11-01', ends_on: '2026-11-30', times: 1, done: 1 },
  next_due_on: '2026-12-31',
  late_since: null,
  share: { met: 9, ended: 10, permille: 900 },
  last_at: '2026-11-26T00:10:00Z',
  last: {
    record_id: 'r1',
    at: '2026-11-26T00:10:00Z',
    source: 'log',
    source_name: '现场打卡',
    building: '1号楼',
    asset: null,
    note: '',
    took_minutes: null,
    photos: [photo],
  },
  photo_count: 1,
  ...more,
})
const late = item('A', {
  state: 'late',
  state_name: '已逾期',
  late_since: '2026-10-31',
  next_due_on: '2026-10-31',
  last: null,
})
const board = (more = {}) => ({
  compound: { id: 'c1', name: '示例东里' },
  on: '2026-11-26',
  plan: { id: 'p1', number: 1, basis_name: '', catalogue_version: '', starts_on: '2026-08-01', fixed_at: '' },
  counts: { late: 1, due: 0, on_time: 1, not_yet: 0, as_needed: 0, not_applicable: 1 },
  share: { met: 186, ended: 200, permille: 930 },
  months: [{ month: '2026-11-01', met: 93, ended: 100, permille: 930 }],
  items: [
    late,
    item('B', { category: 'GRN', category_name: '绿化' }),
    item('C', {
      state: 'not_applicable',
      state_name: '不适用',
      window: null,
      last: null,
      level_name: '不适用',
    }),
  ],
  ...more,
})
const record = (id: string, more = {}) => ({
  id,
  compound: { id: 'c1', name: '示例东里' },
  item_code: 'ENV-01',
  item_name: '楼内清扫地面',
  building: '1号楼',
  asset: null,
  at: '2026-11-26T00:10:00Z',
  by: '赵海波',
  source: 'log',
  source_name: '现场打卡',
  ticket_id: null,
  ticket_no: null,
  took_minutes: null,
  note: '',
  photos: [photo],
  undone_at: null,
  undo_reason: '',
  actions: ['strike'],
  ...more,
})
const standard = (code: string, more = {}) => ({
  code,
  category: 'ENV',
  category_name: '环境',
  name: '项目' + code,
  clause: '8.2',
  measure: 'freq',
  levelled: true,
  optional: false,
  words: ['每周一次', '每周两次', '每天一次'],
  evidence: 'photo',
  catalogue_version: 'DB11/T 751-2025',
  ...more,
})

async function open(address: string, routes: Record<string, (call: Call) => unknown> = {}) {
  const calls = fakeApi({
    'GET /me': () => sampleMe('manager'),
    'GET /staff/compounds': () => ({
      items: ['c1', 'c2'].map((id) => ({ id, name: '示例' + id, community: '示例社区', street: '八角街道' })),
      next: null,
    }),
    'GET /staff/standards/items': () => ({
      items: [
        standard('ENV-01'),
        standard('CS-01', {
          category: 'CS',
          category_name: '客服',
          levelled: false,
          words: ['公示联系方式'],
          optional: true,
          evidence: 'record',
        }),
      ],
      next: null,
    }),
    'GET /staff/standards/compounds/c1/board': () => board(),
    'GET /staff/standards/records': () => ({ items: [record('r1'), record('r2')], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/standards', component: BoardPage },
      { path: '/standards/records', component: RecordsPage },
      { path: '/standards/catalogue', component: CataloguePage },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push(address)
  useSession(pinia).me = sampleMe('manager')
  const page = mount(
    {
      template: '<div><RouterView /><AppConfirm /><AppNotes /></div>',
      components: { AppConfirm, AppNotes },
    },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  for (let round = 0; round < 4; round++) await flushPromises()
  return { page, calls, router }
}
const button = (words: string) =>
  [...document.querySelectorAll('button')].filter((one) => one.textContent!.trim().startsWith(words)).at(-1)!
const press = async (words: string) => {
  button(words).click()
  await flushPromises()
}

describe('days', () => {
  it('are said as people say them', () => {
    expect(dayWords('2026-11-05', '2026-11-26')).toBe('11月5日')
    expect(dayWords('2025-11-05', '2026-11-26')).toBe('2025年11月5日')
    expect(spanWords('2026-11-26', '2026-11-26', '2026-11-26')).toBe('今天')
    expect(spanWords('2026-11-01', '2026-11-30', '2026-11-26')).toBe('11月1日至11月30日')
    expect(daysBetween('2026-10-31', '2026-11-26')).toBe(26)
  })
})

describe('the board', () => {
  it('opens the first compound, says what is late since when, and shows the share in time', async () => {
    const { page, router } = await open('/standards')
    expect(router.currentRoute.value.fullPath).toBe('/standards')
    expect(page.findAll('tbody tr.item-row').map((row) => row.find('a').text())).toEqual([
      '项目A',
      '项目B',
      '项目C',
    ])
    expect(page.get('tr.is-late').text()).toContain('10月31日前该做，晚了 26 天')
    expect(page.get('[aria-label=按时完成率]').text()).toContain('93.0%')
    expect(page.get('[aria-label=按时完成率]').text()).toContain('200 期里做到 186 期')
    expect(page.findAll('tbody tr.item-row')[1]!.text()).toContain('11月1日至11月30日：1 次，已做 1 次')
  })

  it('keeps the state in the address, so that a link from 待办 opens the late ones', async () => {
    const { page } = await open('/standards?compound=c1&state=late')
    expect(page.findAll('tbody tr.item-row')).toHaveLength(1)
    await press('不适用')
    expect(page.findAll('tbody tr.item-row').map((row) => row.find('a').text())).toEqual(['项目C'])
  })

  it('chooses the first compound again when the address is opened anew', async () => {
    const { page, router } = await open('/standards?compound=c1')
    await router.push('/standards')
    for (let round = 0; round < 4; round++) await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/standards')
    expect(page.findAll('tbody tr.item-row')).toHaveLength(3)
  })

  it('leads from an item to its records and shows the newest photo large', async () => {
    const { page } = await open('/standards')
    const row = page.findAll('tbody tr.item-row')[1]!
    expect(row.get('a').attributes('href')).toBe('/standards/records?compound=c1&item=B')
    await row.get('button[aria-label^=看大图]').trigger('click')
    expect(document.querySelector('dialog img')!.getAttribute('src')).toBe('/big.jpg')
  })

  it('asks again when the address of a photo has run out', async () => {
    const { page, calls } = await open('/standards')
    await page.get('button[aria-label^=看大图]').trigger('click')
    document.querySelector('dialog img')!.dispatchEvent(new Event('error'))
    await flushPromises()
    expect(calls.filter((one) => one.path.endsWith('/board'))).toHaveLength(2)
    expect(document.querySelector('dialog')).toBeNull()
  })

  it('says what to do where nothing is fixed', async () => {
    const { page } = await open('/standards', {
      'GET /staff/standards/compounds/c1/board': () => board({ plan: null, items: [], months: [] }),
    })
    expect(page.text()).toContain('还没有确定服务标准')
    expect(page.get('.empty a').attributes('href')).toBe('/standards/plans?compound=c1')
  })

  it('says what is wrong and tries again', async () => {
    let broken = true
    const { page } = await open('/standards', {
      'GET /staff/standards/compounds/c1/board': () =>
        broken ? refusal(503, 'app.unavailable', '系统繁忙，请稍后再试') : board(),
    })
    expect(page.get('[role=alert]').text()).toContain('系统繁忙')
    broken = false
    await press('重试')
    expect(page.findAll('tbody tr.item-row')).toHaveLength(3)
  })
})

describe('records', () => {
  it('asks for a compound and an item, and says who did it where', async () => {
    const { page, calls } = await open('/standards/records?compound=c1&item=ENV-01')
    const asked = calls.find((one) => one.path === '/staff/standards/records')!
    expect(Object.fromEntries(asked.query)).toMatchObject({ compound_id: 'c1', item_code: 'ENV-01' })
    expect(page.findAll('tbody tr')[0]!.text()).toContain('今天 08:10')
    expect(page.findAll('tbody tr')[0]!.text()).toContain('赵海波')
  })

  it('leads from a repair to its order and says how long it took', async () => {
    const repair = record('r3', {
      ticket_id: 't9',
      ticket_no: '261126000001',
      took_minutes: 95,
      by: '',
      actions: [],
    })
    const { page } = await open('/standards/records', {
      'GET /staff/standards/records': () => ({ items: [repair], next: null }),
    })
    expect(page.get('tbody a').attributes('href')).toBe('/tickets/t9')
    expect(page.get('tbody').text()).toContain('用时 1 小时 35 分')
    expect(page.find('tbody button:not([aria-label^=看大图])').exists()).toBe(false)
  })

  it('says when it came if it was tapped without a network', async () => {
    const { page } = await open('/standards/records', {
      'GET /staff/standards/records': () => ({
        items: [record('r4', { received_at: '2026-11-26T11:30:00+08:00' }), record('r5')],
        next: null,
      }),
    })
    const [late, prompt] = page.findAll('tbody tr').map((row) => row.text())
    expect(late).toContain('今天 08:10')
    expect(late).toContain('离线补传，今天 11:30收到')
    expect(prompt).not.toContain('离线补传')
  })

  it('declares a record void only with a reason, and takes it off the list', async () => {
    const { page, calls } = await open('/standards/records', {
      'POST /staff/standards/records/r1/actions/strike': () => record('r1', { actions: [] }),
    })
    await page
      .findAll('tbody button')
      .filter((one) => one.text().startsWith('作废'))[0]!
      .trigger('click')
    await flushPromises()
    await press('作废')
    expect(document.body.textContent).toContain('请写明作废的原因')
    expect(calls.some((one) => one.method === 'POST')).toBe(false)

    const box = document.querySelector<HTMLTextAreaElement>('.el-dialog textarea')!
    box.value = '拍错了楼'
    box.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('作废')
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ reason: '拍错了楼' })
    expect(page.findAll('tbody tr')).toHaveLength(1)
    expect(document.body.textContent).toContain('已作废')
  })

  it('keeps the record and says why when it cannot be void any more', async () => {
    const { page } = await open('/standards/records', {
      'GET /staff/standards/records': () => ({
        items: [record('r1', { actions: ['undo', 'strike'] })],
        next: null,
      }),
      'POST /staff/standards/records/r1/actions/undo': () =>
        refusal(403, 'auth.forbidden', '已超过 10 分钟，不能撤销；如有误，请项目经理注明原因后作废'),
    })
    await press('撤销')
    await press('撤销')
    expect(page.findAll('tbody tr')).toHaveLength(1)
    expect(document.body.textContent).toContain('已超过 10 分钟')
  })
})

describe('the catalogue', () => {
  it('shows three levels side by side, and one for what has none', async () => {
    const { page } = await open('/standards/catalogue')
    const [first, second] = page.findAll('tbody tr')
    expect(
      first!
        .findAll('td')
        .slice(2)
        .map((cell) => cell.get('.value').text()),
    ).toEqual(['每周一次', '每周两次', '每天一次'])
    expect(
      second!
        .findAll('td')
        .slice(2)
        .map((cell) => cell.get('.value').text()),
    ).toEqual(['公示联系方式', '同左', '同左'])
    expect(second!.text()).toContain('不分等级，必须做到')
  })

  it('finds by word and by clause, and counts what is found by category', async () => {
    const { page } = await open('/standards/catalogue?q=联系')
    expect(page.findAll('tbody tr')).toHaveLength(1)
    expect(page.get('[role=group]').text().replace(/\s/g, '')).toBe('全部1客服1')
  })
})
