import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import CompoundPage from './pages/CompoundPage.vue'
import PlacesPage from './pages/PlacesPage.vue'
import { warrantyWords } from '@/ui/warranty'

enableAutoUnmount(afterEach)
beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
})
afterEach(() => {
  document.body.innerHTML = ''
})

const column = (key: string, label: string, more = {}) => ({
  key,
  label,
  kind: 'text',
  required: false,
  choices: [],
  longest: 60,
  least: null,
  most: null,
  unit: '',
  help: '',
  ...more,
})
const buildings = {
  key: 'buildings',
  name: '楼栋',
  columns: [
    column('id', '编号'),
    column('name', '楼号', { required: true }),
    column('floors', '层数', { kind: 'whole', unit: '层', required: true }),
  ],
  most_rows: 1000,
  row_key: ['id'],
}
const ledger = (more = {}) => ({
  subject_id: 'c1',
  subject_name: '示例东里',
  version: 3,
  table: buildings,
  rows: [{ id: 'b1', name: '1号楼', floors: 6 }],
  total: 1,
  actions: ['write'],
  read_only: '',
  ...more,
})
const warranty = { state: 'soon', within: 30, days_left: 20 } as const
const compound = {
  id: 'c1',
  name: '示例东里',
  address: '示例路1号',
  street: '示例街道',
  community: '示例社区',
  built_year: 1984,
  renovated_year: null,
  households: 120,
  buildings: 1,
  homes: 3,
  assets: 1,
  contracts: [
    { id: 'k1', company: '示例物业甲', starts_on: '2025-01-01', ends_on: null, in_force: true },
    { id: 'k0', company: '示例物业乙', starts_on: '2022-01-01', ends_on: '2024-12-31', in_force: false },
  ],
  warranties: [
    {
      id: 'w1',
      building: '1号楼',
      asset: '屋面',
      part: '屋面防水',
      contractor: '示例施工',
      contractor_phone: '01088880000',
      starts_on: '2021-12-01',
      ends_on: '2026-12-16',
      maintainer: null,
      kind_name: '防水防渗漏',
      seasons: '',
      open_tickets: [{ id: 't1', no: 'GD-1', state_name: '处理中' }],
      ...warranty,
    },
  ],
}
const tables = [
  { table: 'buildings', name: '楼栋', subject_id: 'c1', may_write: true },
  { table: 'homes', name: '房屋', subject_id: 'c1', may_write: true },
]

async function show(page: object, path: string, routes: Record<string, (call: Call) => unknown>, props = {}) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({
      items: [{ id: 'c1', name: '示例东里', community: '示例社区', street: '示例街道' }],
      next: null,
    }),
    'GET /staff/places/compounds/c1': () => compound,
    'GET /staff/places/ledgers/c1/buildings': () => ledger(),
    'GET /staff/places/ledgers': () => ({ items: tables, next: null }),
    ...routes,
  })
  const pinia = createPinia()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: page }],
  })
  await router.push(path)
  useSession(pinia).me = sampleMe('community')
  const app = mount(page, {
    attachTo: document.body,
    props,
    global: { plugins: [pinia, PiniaColada, router] },
  })
  await flushPromises()
  return { app, calls }
}

const button = (text: string) =>
  [...document.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim() === text)
const press = async (text: string) => {
  button(text)!.click()
  await flushPromises()
}
const type = async (id: string, value: string) => {
  const box = document.querySelector<HTMLInputElement>('#' + id)!
  box.value = value
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}
const detail = (routes = {}) =>
  show(CompoundPage, '/places/compounds/c1?table=buildings', routes, { id: 'c1' })

it('says how a warranty stands', () => {
  expect(warrantyWords(warranty)).toEqual({ label: '还有 20 天', tone: 'brick' })
  expect(warrantyWords({ state: 'soon', within: 90, days_left: 60 }).tone).toBe('ochre')
  expect(warrantyWords({ state: 'soon', within: 7, days_left: 0 }).label).toBe('今天到期')
  expect(warrantyWords({ state: 'over', within: null, days_left: -1 }).label).toBe('已到期')
  expect(warrantyWords({ state: 'running', within: null, days_left: 400 }).label).toBe('保修中')
})

it('shows a compound with its contracts, its warranties and its labels', async () => {
  const { app } = await show(CompoundPage, '/places/compounds/c1', {}, { id: 'c1' })
  const text = app.text().replace(/\s+/g, '')
  expect(text).toContain('示例物业甲2025-01-01至没有约定有效')
  expect(text).toContain('还有20天1号楼屋面：屋面防水')
  expect(text).toContain('期满后：还没有明确由谁维护')
  expect(app.get('a[href="/tickets/t1"]').text()).toBe('GD-1（处理中）')
  expect(app.get('a[href*="label.pdf?place=door"]').text()).toBe('单元门')
})

it('adds a row with the version on the screen, after the columns are filled in', async () => {
  let sent: Call | undefined
  await detail({
    'POST /staff/places/ledgers/c1/buildings/rows': (call: Call) => {
      sent = call
      return new Answer(201, { id: 'b2' })
    },
  })
  await press('新增')
  await type('row-name', '2号楼')
  await press('保存')
  expect(sent).toBeUndefined()
  expect(document.querySelector('#row-floors-said')!.textContent).toBe('请填写')
  await type('row-floors', '6')
  await press('保存')
  expect(sent!.body).toEqual({ version: 3, row: { id: null, name: '2号楼', floors: 6 } })
  expect(sent!.headers.get('Idempotency-Key')).toBeTruthy()
  expect(button('保存')).toBeUndefined()
})

it('changes a row under its number and shows what the server says by column', async () => {
  await detail({
    'POST /staff/places/ledgers/c1/buildings/rows': () =>
      new Answer(422, {
        error: {
          code: 'app.invalid',
          message: '请检查',
          fields: { name: ['与已有的一行重复'] },
          request_id: 'r',
        },
      }),
  })
  await press('修改')
  expect(document.querySelector<HTMLInputElement>('#row-name')!.value).toBe('1号楼')
  await press('保存')
  expect(document.querySelector('#row-name-said')!.textContent).toContain('与已有的一行重复')
})

it('says that somebody was faster, keeps what was typed and sends the new version next', async () => {
  let version = 3
  const sent: unknown[] = []
  await detail({
    'GET /staff/places/ledgers/c1/buildings': () => ledger({ version }),
    'POST /staff/places/ledgers/c1/buildings/rows': (call: Call) => {
      sent.push((call.body as { version: number }).version)
      version = 4
      return sent.length === 1
        ? refusal(409, 'app.conflict', '内容已被别人修改')
        : new Answer(201, { id: 'b1' })
    },
  })
  await press('修改')
  await type('row-name', '甲1号楼')
  await press('保存')
  expect(document.body.textContent).toContain('内容已被别人修改')
  expect(document.querySelector<HTMLInputElement>('#row-name')!.value).toBe('甲1号楼')
  await press('保存')
  expect(sent).toEqual([3, 4])
})

it('lets those who may only look look, and take the table along', async () => {
  const { app } = await detail({
    'GET /staff/places/ledgers/c1/buildings': () => ledger({ actions: [], read_only: '楼栋由社区登记' }),
  })
  expect(button('新增')).toBeUndefined()
  expect(button('修改')).toBeUndefined()
  expect(app.text()).toContain('楼栋由社区登记，这里只能查看。')
  expect(app.get('a[download]').attributes('href')).toBe(
    '/api/v1/staff/places/ledgers/c1/buildings/table.xlsx',
  )
})

it('asks for the next part of a long table', async () => {
  const rows = Array.from({ length: 200 }, (_, n) => ({ id: `b${n}`, name: `${n}号楼`, floors: 6 }))
  const { calls } = await detail({
    'GET /staff/places/ledgers/c1/buildings': () => ledger({ rows, total: 450 }),
  })
  await press('下一页')
  expect(calls.at(-1)!.query.get('offset')).toBe('200')
})

it('brings a table back and writes it after a yes', async () => {
  const run = {
    id: 'i1',
    subject_id: 'c1',
    table: 'buildings',
    state: 'ready',
    state_name: '待确认',
    counts: { rows: 2, added: 1, changed: 0, removed: 0 },
    changes: [
      { kind: 'added', key: '2号楼', cells: [{ column: 'name', label: '楼号', before: '', after: '2号楼' }] },
    ],
    more_changes: 0,
    problems: [],
    created_at: '2026-11-26T04:00:00Z',
    actions: ['confirm'],
  }
  const yes = vi.fn(() => run)
  await detail({
    'POST /staff/places/ledgers/c1/buildings/imports': () => new Answer(201, run),
    'POST /staff/places/ledger-imports/i1/actions/confirm': yes,
  })
  await press('Excel 导入、导出')
  const box = document.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(box, 'files', { value: [new File(['x'], 'a.xlsx')] })
  box.dispatchEvent(new Event('change'))
  await flushPromises()
  expect(document.body.textContent!.replace(/\s+/g, '')).toContain('请核对：共2行，新增1行')
  expect(yes).not.toHaveBeenCalled()
  await press('确认写入')
  expect(yes).toHaveBeenCalledOnce()
})

it('shows a community, which has no tables of its own, its compounds', async () => {
  const { app } = await show(PlacesPage, '/places', {
    'GET /staff/places/ledgers': () => ({ items: [], next: null }),
  })
  expect(app.get('a[href="/places/compounds/c1"]').text()).toBe('示例东里')
})

it('shows an office its tables, the compounds first', async () => {
  const office = ['organisations', 'compounds'].map((table) => ({
    table,
    name: table === 'compounds' ? '小区' : '单位',
    subject_id: 's1',
    may_write: true,
  }))
  const { app } = await show(PlacesPage, '/places', {
    'GET /staff/places/ledgers': () => ({ items: office, next: null }),
    'GET /staff/places/ledgers/s1/compounds': () =>
      ledger({
        table: { ...buildings, key: 'compounds', name: '小区' },
        rows: [{ id: 'c1', name: '示例东里', floors: 1 }],
      }),
  })
  expect(app.findAll('[aria-label="台账"] button').map((one) => one.text())).toEqual(['小区', '单位'])
  expect(app.get('a[href="/places/compounds/c1"]').text()).toBe('示例东里')
})
