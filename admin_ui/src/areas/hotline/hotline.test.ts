import { afterEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import AppConfirm from '@/ui/AppConfirm.vue'
import BatchPage from './pages/BatchPage.vue'
import ClientsPage from './pages/ClientsPage.vue'
import HotlinePage from './pages/HotlinePage.vue'
import OrdersPage from './pages/OrdersPage.vue'
import { reasonWords, tallyWords } from './words'

enableAutoUnmount(afterEach)
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const ZERO = {
  waiting: 0,
  new: 0,
  update: 0,
  same: 0,
  error: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
}
const batch = (more = {}) => ({
  id: 'b1',
  file_name: '派单.xlsx',
  state: 'checked',
  state_name: '待确认',
  version: 5,
  actions: ['confirm', 'discard'],
  row_count: 3,
  done_count: 3,
  work_count: 3,
  tally: { ...ZERO, new: 2, error: 1 },
  created_at: '2026-11-23T02:00:00Z',
  made_by: '杨俊杰',
  confirmed_at: null,
  confirmed_by: null,
  finished_at: null,
  imported_before: null,
  ...more,
})
const row = (number: number, more = {}) => ({
  number,
  own_no: 'JC00' + number,
  verdict: 'new',
  outcome: null,
  problems: [],
  notes: [],
  compound_name: '示例东里',
  category: null,
  category_name: null,
  actions: ['category'],
  due_at: null,
  ticket_id: null,
  ticket_no: null,
  ...more,
})
const lost = row(3, {
  verdict: 'error',
  compound_name: null,
  problems: [{ column: 'G', title: '小区', message: '没有找到小区“春晖老院”，请核对名称' }],
  actions: ['place'],
})

async function open(address: string, routes: Record<string, (call: Call) => unknown>, role: Role = 'street') {
  const calls = fakeApi({
    'GET /me': () => sampleMe(role),
    'GET /staff/compounds': () => ({
      items: [{ id: 'c1', name: '示例东里', community: '示例社区', street: '八角街道' }],
      next: null,
    }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/hotline', component: HotlinePage },
      { path: '/hotline/batches/:id', component: BatchPage, props: true },
      { path: '/hotline/orders', component: OrdersPage },
      { path: '/hotline/clients', component: ClientsPage },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push(address)
  useSession(pinia).me = sampleMe(role)
  const page = mount(
    { template: '<div><RouterView /><AppConfirm /></div>', components: { AppConfirm } },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  for (let round = 0; round < 3; round++) await flushPromises()
  return { page, calls, router }
}
const button = (words: string) =>
  [...document.querySelectorAll('button')].filter((one) => one.textContent!.trim() === words).at(-1)
const press = async (words: string) => {
  button(words)!.click()
  await flushPromises()
}
const drop = async (file: File) => {
  const event = new Event('drop', { cancelable: true })
  Object.assign(event, { dataTransfer: { files: [file] } })
  document.querySelector('.zone')!.dispatchEvent(event)
  await flushPromises()
}
const sheet = (name = '派单.xlsx') => new File(['x'], name)

describe('bringing a table', () => {
  it('sends it with a key and goes to its check', async () => {
    const { calls, router } = await open('/hotline', {
      'GET /staff/hotline/batches': () => ({ items: [], next: null }),
      'POST /staff/hotline/batches': () => batch({ state: 'checking' }),
    })
    await drop(sheet())
    await flushPromises()

    const sent = calls.find((one) => one.method === 'POST')!
    expect((sent.body as FormData).get('file')).toBeInstanceOf(File)
    expect(sent.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(router.currentRoute.value.path).toBe('/hotline/batches/b1')
  })

  it('tries again after a lost answer with the same key, so that it is one upload', async () => {
    const { page, calls } = await open('/hotline', {
      'GET /staff/hotline/batches': () => ({ items: [], next: null }),
      'POST /staff/hotline/batches': () => refusal(503, 'app.unavailable', '系统繁忙，请稍后再试'),
    })
    await drop(sheet())
    expect(page.get('[role=alert]').text()).toContain('系统繁忙')
    await press('再传一次')
    const keys = calls.filter((one) => one.method === 'POST').map((one) => one.headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
  })

  it('refuses what is no xlsx at once, in words', async () => {
    const { page, calls } = await open('/hotline', {
      'GET /staff/hotline/batches': () => ({ items: [], next: null }),
    })
    await drop(sheet('派单.xls'))
    expect(page.get('[role=alert]').text()).toContain('另存为 .xlsx')
    expect(calls.some((one) => one.method === 'POST')).toBe(false)
  })
})

describe('a table', () => {
  const checked = (more: Record<string, (call: Call) => unknown> = {}) => ({
    'GET /staff/hotline/batches/b1': () => batch(),
    'GET /staff/hotline/batches/b1/rows': () => ({ items: [row(2), lost], next: null }),
    ...more,
  })

  it('shows what each row would become and why not, and imports after a person said so', async () => {
    const { page, calls } = await open(
      '/hotline/batches/b1',
      checked({
        'POST /staff/hotline/batches/b1/actions/confirm': () =>
          batch({ state: 'done', actions: [], tally: { ...ZERO, created: 2, rejected: 1 } }),
      }),
    )
    expect(page.text()).toContain('G 列 小区：没有找到小区“春晖老院”，请核对名称')
    expect(page.text()).toContain('可新建 2，有问题 1')
    await press('导入 2 行')
    await flushPromises()
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ version: 5 })
    expect(page.text()).toContain('新建 2，未导入 1')
    expect(page.get('a[href$="batch_id=b1"]').text()).toBe('下载办理结果')
  })

  it('is matched by hand with the version on the screen', async () => {
    const { page, calls } = await open(
      '/hotline/batches/b1',
      checked({ 'POST /staff/hotline/batches/b1/rows/3/actions/match': () => ({ rows: 2 }) }),
    )
    await press('选小区')
    await vi.waitFor(() => expect(document.querySelector('.el-select__input')).not.toBeNull())
    page.findComponent({ name: 'MatchDialog' })
    document.querySelector<HTMLElement>('.el-select__wrapper')!.click()
    await flushPromises()
    const option = [...document.querySelectorAll<HTMLElement>('.el-select-dropdown__item')].find((one) =>
      one.textContent!.includes('示例东里'),
    )!
    option.click()
    await flushPromises()
    await press('确定')
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ version: 5, compound_id: 'c1' })
  })

  it('is looked at again while it is being checked', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let looks = 0
    const { page } = await open(
      '/hotline/batches/b1',
      checked({
        'GET /staff/hotline/batches/b1': () =>
          ++looks < 2
            ? batch({
                state: 'checking',
                state_name: '检查中',
                actions: [],
                done_count: 1,
                tally: { ...ZERO, waiting: 3 },
              })
            : batch(),
      }),
    )
    expect(page.get('progress').attributes('value')).toBe('1')
    await vi.advanceTimersByTimeAsync(1_600)
    await flushPromises()
    expect(page.find('progress').exists()).toBe(false)
    expect(page.text()).toContain('导入 2 行')
  })
})

describe('orders', () => {
  it('lead to their tickets, and the table of results begins with a day', async () => {
    const order = {
      id: 'o1', own_no: 'JC001', ticket_no: 'BG1', ticket_id: 't1', handled_with: null, state: 'dispatched',
      state_name: '已派单', received_at: '2026-11-23T02:00:00Z', due_at: '2026-11-24T02:00:00Z', handled_by: '示例物业',
      contacted_at: null, finished_at: null, closed_at: null, conclusion: null, conclusion_name: null, reason: '',
      reply: '', objection: null, outcome: null, outcome_name: null, urged: 2, source: 'hotline',
      compound_name: '示例东里', category_name: '屋面漏雨',
    } // prettier-ignore
    const { page } = await open('/hotline/orders', {
      'GET /staff/hotline/orders': () => ({ items: [order], next: null }),
    })
    expect(page.get('tbody a').attributes('href')).toBe('/tickets/t1')
    expect(page.text()).toContain('催办 2 次')
    const [since, until] = page.findAll('input[type=date]')
    await since!.setValue('2026-11-01')
    await until!.setValue('2026-11-30')
    expect(page.get('.span a').attributes('href')).toBe(
      '/api/v1/staff/hotline/results?since=2026-11-01T00%3A00%3A00%2B08%3A00&until=2026-12-01T00%3A00%3A00%2B08%3A00',
    )
  })
})

describe('external systems', () => {
  const client = (more = {}) => ({
    id: 'k1', name: '区中心', key_hint: 'hfk_abcdef', scopes: ['orders'], scope_names: ['12345 工单'], networks: [],
    callback_url: 'https://centre.example.com/hook', created_at: '2026-11-01T02:00:00Z', last_used_at: null,
    revoked_at: null, version: 2, actions: ['change', 'revoke', 'ping'], ...more,
  }) // prettier-ignore
  const world = (more: Record<string, (call: Call) => unknown> = {}) => ({
    'GET /staff/hotline/clients': () => ({ items: [client()], next: null }),
    'GET /staff/hotline/callbacks': () => ({ items: [], next: null }),
    ...more,
  })

  it('get a key that is shown once, and has to be put away before it is closed', async () => {
    const { calls } = await open(
      '/hotline/clients',
      world({
        'POST /staff/hotline/clients': () => ({ ...client(), key: 'hfk_whole', secret: 'hfs_whole' }),
      }),
      'sysadmin',
    )
    await press('添加外部系统')
    const name = document.querySelector<HTMLInputElement>('.el-dialog .el-input input')!
    name.value = '区中心'
    name.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('生成密钥')
    await flushPromises()

    const sent = calls.find((one) => one.method === 'POST')!
    expect(sent.body).toEqual({ name: '区中心', scopes: ['orders'], networks: [], callback_url: null })
    expect(sent.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(document.body.textContent).toContain('hfk_whole')
    const close = () => document.querySelector<HTMLButtonElement>('.el-dialog__footer .el-button--primary')!
    expect(close().disabled).toBe(true)
    document.querySelector<HTMLInputElement>('.el-dialog input[type=checkbox]')!.click()
    await flushPromises()
    close().click()
    await flushPromises()
    expect(document.body.textContent).not.toContain('hfk_whole')
  })

  it('lose their key after a question', async () => {
    const { calls } = await open(
      '/hotline/clients',
      world({ 'POST /staff/hotline/clients/k1/actions/revoke': () => client({ actions: [] }) }),
      'sysadmin',
    )
    await press('停用')
    expect(calls.some((one) => one.method === 'POST')).toBe(false)
    await press('停用')
    await flushPromises()
    expect(calls.find((one) => one.method === 'POST')!.body).toEqual({ version: 2 })
  })
})

describe('words', () => {
  it('say why a message did not arrive', () => {
    expect(reasonWords('status 502')).toBe('对方回答 502')
    expect(reasonWords('ConnectTimeout')).toBe('对方没有及时回应')
    expect(reasonWords('NewConnectionError')).toBe('连不上对方')
  })

  it('say a tally without zeros', () => {
    expect(tallyWords(batch() as never)).toBe('可新建 2，有问题 1')
    expect(tallyWords(batch({ tally: ZERO }) as never)).toBe('3 行')
  })
})
