import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import AppSelect from '@/ui/AppSelect.vue'
import AssemblyPage from './pages/AssemblyPage.vue'
import BarredEntryPage from './pages/BarredEntryPage.vue'
import BarredPage from './pages/BarredPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const PLACES = ['c1', 'c2'].map((id) => ({ id, name: `示例小区${id}` }))
const BUILDING = { id: 'b1', name: '1号楼', units: [{ id: 's1', name: '1单元' }] }
const meeting = {
  id: 'm1',
  version: 1,
  kind: 'regular',
  kind_name: '定期会议',
  state: 'held',
  state_name: '已召开，结果待公示',
  topics: '一、修订管理规约',
  asked_on: null,
  form_name: '书面征求意见',
  notice_on: '2026-10-01',
  planned_on: '2026-10-20',
  held_on: '2026-10-20',
  result: '一、通过',
  poll_id: 'p1',
  poll: '修订管理规约（已计票）',
  post_by: '2026-10-23',
  posted_on: null,
  because: '',
  actions: ['post'],
}
const assembly = (more = {}) => ({
  compound: { id: 'c1', name: '示例小区' },
  version: 3,
  set_up_on: '2025-01-01',
  convention_on: '2025-01-01',
  convention: '2025年版',
  procedure_on: null,
  procedure: '',
  every_months: 12,
  owners: 120,
  may_change: true,
  may_call: true,
  lacks: [{ clause: '民法典', words: '没有业主大会议事规则' }],
  steps: [{ day: '2026-10-23', words: '业主大会的结果没有按时公示', clause: '第三十七条', late: true }],
  meetings: [meeting],
  events: [],
  ...more,
})
const row = {
  id: 'b1',
  name_masked: '冯**',
  place: '示例小区',
  home: null,
  reason: 'arrears',
  reason_name: '拖欠物业费或维修资金',
  clause: null,
  from_on: '2026-01-01',
  until_on: null,
  off_on: null,
  state_name: '有效',
  counts: true,
  version: 1,
}
const entry = {
  ...row,
  name: '冯大海',
  basis: '18号',
  off_because: '',
  actions: ['change'],
  others: [],
  events: [],
}

async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi(routes)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/assemblies/:id', component: AssemblyPage, props: true },
      { path: '/barred', component: BarredPage },
      { path: '/barred/:id', component: BarredEntryPage, props: true },
      { path: '/:rest(.*)*', component: { template: '<i />' } },
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
  return { page, calls }
}
const press = async (words: string, within: ParentNode = document.body) => {
  ;[...within.querySelectorAll('button')].find((button) => button.textContent!.trim() === words)!.click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!
const write = (field: HTMLInputElement | HTMLTextAreaElement, words: string) => {
  field.value = words
  field.dispatchEvent(new Event('input'))
}

describe('the assembly of a compound', () => {
  it('says what is late by which clause, and posts a result', async () => {
    const { page, calls } = await open('/assemblies/c1', {
      'GET /staff/assemblies/c1': () => assembly(),
      'POST /staff/assemblies/meetings/m1/actions/post': () => assembly({ steps: [] }),
    })
    expect(page.text()).toContain('没有业主大会议事规则（民法典）')
    expect(page.find('.next .hf-late:last-child').text()).toContain('第三十七条')
    expect(page.text()).toContain('修订管理规约（已计票）')
    await press('公示结果')
    write(dialog().querySelector('textarea')!, '大门、1号楼')
    await press('公示结果', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ version: 1, posted_at: '大门、1号楼' })
  })

  it('tells how many owners it takes to ask for a meeting, and keeps what was refused', async () => {
    const { calls } = await open('/assemblies/c1', {
      'GET /staff/assemblies/c1': () => assembly(),
      'POST /staff/assemblies/c1/meetings': () =>
        refusal(422, 'invalid_input', '应有百分之二十以上的业主提议', { askers: '应有百分之二十' }),
    })
    await press('记一次会议')
    dialog().querySelector<HTMLInputElement>('input[value="asked"]')!.click()
    await flushPromises()
    expect(dialog().textContent).toContain('全小区 120 户，至少 24 户')
    write(dialog().querySelector('textarea')!, '一、换物业')
    await press('记下', dialog())
    expect(dialog().textContent).toContain('请填写提议的业主有多少户')
    const askers = [...dialog().querySelectorAll('input')].find((one) => one.maxLength === 5)!
    write(askers, '9')
    await press('记下', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ kind: 'temporary', askers: 9, notice_on: null })
    expect(dialog().textContent).toContain('应有百分之二十')
  })

  it('shows an assembly that nobody wrote down, to one who may not', async () => {
    const { page } = await open('/assemblies/c1', {
      'GET /staff/assemblies/c1': () =>
        assembly({ version: 0, set_up_on: null, may_change: false, may_call: false, meetings: [] }),
    })
    expect(page.text()).toContain('还没有登记业主大会')
    expect(page.findAll('button')).toHaveLength(0)
  })
})

describe('who may hold no post', () => {
  it('is listed with masked names and looked for by the whole name, which stays out of the address', async () => {
    const { page, calls } = await open(
      '/barred',
      {
        'GET /staff/barred': () => ({ items: [row], next: null }),
        'POST /staff/barred/search': () => ({ items: [] }),
      },
      'street',
    )
    expect(page.text()).toContain('冯**')
    write(page.find('input').element as HTMLInputElement, '冯大海')
    await press('查')
    expect(calls.at(-1)!.body).toEqual({ name: '冯大海' })
    expect(page.text()).toContain('名单上没有这个姓名')
    await press('看全部')
    expect(page.text()).toContain('冯**')
  })

  it('says when the list is empty', async () => {
    const { page } = await open(
      '/barred',
      { 'GET /staff/barred': () => ({ items: [], next: null }) },
      'street',
    )
    expect(page.text()).toContain('名单是空的')
  })

  it('names the home of one of a compound, and no longer when the compound is another', async () => {
    const { page, calls } = await open(
      '/barred',
      {
        'GET /staff/barred': () => ({ items: [], next: null }),
        'GET /staff/organisations': () => ({ items: [], next: null }),
        'GET /staff/compounds': () => ({ items: PLACES, next: null }),
        'GET /compounds/c1/buildings': () => ({ items: [BUILDING], next: null }),
        'GET /compounds/c2/buildings': () => ({ items: [], next: null }),
        'GET /units/s1/homes': () => ({ items: [{ id: 'h1', label: '101室' }], next: null }),
        'POST /staff/barred': () =>
          new Answer(404, {
            error: { code: 'x', message: '没有', fields: { home_id: ['这个小区没有这套房'] } },
          }),
      },
      'street',
    )
    await press('列入名单')
    const selects = () => page.findAllComponents(AppSelect).filter((one) => dialog().contains(one.element))
    const choose = async (at: number, value: string) => {
      selects()[at]!.vm.$emit('update:modelValue', value)
      await flushPromises()
    }
    write(dialog().querySelector('textarea, input')!, '冯大海')
    write([...dialog().querySelectorAll<HTMLInputElement>('textarea, input')].at(-3)!, '18号')
    expect(selects()).toHaveLength(1)
    await choose(0, 'c1')
    await choose(1, 's1')
    await choose(2, 'h1')
    await press('列入名单', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ compound_id: 'c1', home_id: 'h1', basis: '18号' })
    expect(dialog().textContent).toContain('这个小区没有这套房')
    await choose(0, 'c2')
    await press('列入名单', dialog())
    expect(calls.at(-1)!.body).toMatchObject({ compound_id: 'c2', home_id: null })
  })

  it('begins a change with what is there, and may take the end away', async () => {
    const { page, calls } = await open(
      '/barred/b1',
      {
        'GET /staff/barred/b1': () => entry,
        'POST /staff/barred/b1/actions/change': () => ({ ...entry, version: 2 }),
      },
      'street',
    )
    expect(page.text()).toContain('冯大海')
    await press('修改')
    const [basis, reason] = dialog().querySelectorAll('textarea')
    expect(basis!.value).toBe('18号')
    write(reason!, '延长')
    await press('修改', dialog())
    expect(calls.at(-1)!.body).toEqual({ until_on: null, basis: '18号', reason: '延长', version: 1 })
  })
})
