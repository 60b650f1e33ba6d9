import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AppSelect from '@/ui/AppSelect.vue'
import CommitteePage from './pages/CommitteePage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const member = (more = {}) => ({
  id: 'm1',
  name: '王业主',
  home: '1号楼1单元101室',
  home_check: 'none',
  unit: '',
  lacks_unit: false,
  type_name: '业主',
  role: 'member',
  role_name: '委员',
  lived_here: true,
  no_arrears: true,
  no_interest: true,
  left_on: null,
  left_because: '',
  ...more,
})
const UNITS = [
  { id: 'u1', name: '甲单位' },
  { id: 'u2', name: '乙单位' },
]
const committee = (more = {}) => ({
  id: 'g1',
  compound: { id: 'c1', name: '示例小区' },
  kind: 'interim',
  kind_name: '物业管理委员会',
  state: 'draft',
  state_name: '筹备中',
  starts_on: '2026-01-01',
  ends_on: '2028-12-31',
  seats: 0,
  posted_on: null,
  posted_at: '',
  filed_on: null,
  fees_on: null,
  because: '',
  version: 1,
  actions: [],
  may_change_members: true,
  may_name_units: true,
  may_meet: false,
  findings: [],
  members: [] as unknown[],
  title_units: UNITS,
  meetings: [],
  decisions: [],
  events: [],
  ...more,
})
const STAIRS = { id: 'b1', name: '1号楼', units: [{ id: 's1', name: '1单元' }] }

async function open(made: object, routes: Record<string, (call: Call) => unknown> = {}) {
  const calls = fakeApi({
    'GET /staff/committees/g1': () => made,
    'GET /compounds/c1/buildings': () => ({ items: [STAIRS], next: null }),
    'GET /units/s1/homes': () => ({ items: [{ id: 'h1', label: '101室' }], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/committees/:id', component: CommitteePage, props: true },
      { path: '/:rest(.*)*', component: { template: '<i />' } },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe('community')
  await router.push('/committees/g1')
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
const name = async (words: string) => {
  const field = dialog().querySelector<HTMLInputElement>('input[type="text"]')!
  field.value = words
  field.dispatchEvent(new Event('input'))
  await flushPromises()
}
const be = async (type: string) => {
  dialog().querySelector<HTMLInputElement>(`input[value="${type}"]`)!.click()
  await flushPromises()
}
const sent = (calls: Call[]) => calls.filter((call) => call.method === 'POST').at(-1)!.body
const JOIN = '加入，接着加下一位'

describe('the members of a committee', () => {
  it('show the unit of a representative and whether an owner was found in his home', async () => {
    const { page } = await open(
      committee({
        members: [
          member({ home_check: 'confirmed' }),
          member({ id: 'm2', name: '李业主', home_check: 'unconfirmed' }),
          member({ id: 'm3', name: '何代表', type_name: '产权单位代表', unit: '甲单位', home: '' }),
        ],
      }),
    )
    const rows = page.findAll('tbody tr').map((row) => row.text())
    expect(rows[0]).toContain('已核对')
    expect(rows[1]).toContain('未核对')
    expect(rows[2]).toContain('甲单位')
    expect(rows[2]).not.toMatch(/[已未]核对/)
    expect(page.text()).toContain('不影响任职')
  })

  it('need no explanation where nobody gave a home', async () => {
    const { page } = await open(committee({ members: [member()] }))
    expect(page.text()).not.toContain('不影响任职')
  })

  it('get the unit that was not written down, from the units of the compound', async () => {
    const lacking = committee({
      may_change_members: false,
      members: [member({ name: '何代表', lacks_unit: true })],
    })
    const { page, calls } = await open(lacking, {
      'POST /staff/committees/members/m1/actions/unit': () =>
        committee({ members: [member({ unit: '乙单位' })] }),
    })
    expect(page.text()).toContain('没有写单位')
    await press('补写单位')
    const select = page.findComponent(AppSelect)
    expect(select.props('choices').map((one) => one.label)).toEqual(['甲单位', '乙单位'])
    select.vm.$emit('update:modelValue', 'u2')
    await press('补写单位', dialog())
    expect(calls.at(-1)!.body).toEqual({ organisation_id: 'u2' })
    expect(page.text()).toContain('乙单位')
  })

  it('cannot get a unit from one who may not, or where there is none', async () => {
    for (const more of [{ may_name_units: false }, { title_units: [] }]) {
      const { page } = await open(committee({ members: [member({ lacks_unit: true })], ...more }))
      expect(page.text()).toContain('没有写单位')
      expect(page.findAll('button').map((one) => one.text())).not.toContain('补写单位')
      page.unmount()
    }
  })
})

describe('one who is to sit on a committee', () => {
  const added = { 'POST /staff/committees/g1/members': () => committee() }

  it('chooses a home by staircase and door, and the next one begins anew', async () => {
    const { page, calls } = await open(committee(), added)
    await press('增加委员')
    await name('王业主')
    const [stairs] = page.findAllComponents(AppSelect)
    expect(stairs!.props('choices')).toEqual([{ value: 's1', label: '1号楼1单元' }])
    stairs!.vm.$emit('update:modelValue', 's1')
    await flushPromises()
    expect(dialog().textContent).toContain('住哪儿')
    page.findAllComponents(AppSelect)[1]!.vm.$emit('update:modelValue', 'h1')
    await flushPromises()
    expect(dialog().textContent, 'the words come from the home').not.toContain('住哪儿')
    await press(JOIN, dialog())
    expect(sent(calls)).toMatchObject({ name: '王业主', home_id: 'h1', organisation_id: null })
    expect(page.findAllComponents(AppSelect).map((one) => one.props('modelValue'))).toEqual(['', ''])
  })

  it('names his unit when he represents one, and no home that was chosen before', async () => {
    const { page, calls } = await open(committee(), added)
    await press('增加委员')
    await name('何代表')
    page.findAllComponents(AppSelect)[0]!.vm.$emit('update:modelValue', 's1')
    await flushPromises()
    page.findAllComponents(AppSelect)[1]!.vm.$emit('update:modelValue', 'h1')
    await be('owner_unit_rep')
    await press(JOIN, dialog())
    expect(dialog().textContent).toContain('请选择单位')
    page.findComponent(AppSelect).vm.$emit('update:modelValue', 'u2')
    await press(JOIN, dialog())
    expect(calls.at(-1)!.body).toMatchObject({ type: 'owner_unit_rep', home_id: null, organisation_id: 'u2' })
  })

  it('has the only unit chosen for him, and is told where units come from when there is none', async () => {
    const one = await open(committee({ title_units: [UNITS[0]] }), added)
    await press('增加委员')
    await be('employee_rep')
    expect(one.page.findComponent(AppSelect).props('modelValue')).toBe('u1')
    one.page.unmount()
    document.body.innerHTML = ''
    await open(committee({ title_units: [] }))
    await press('增加委员')
    await be('employee_rep')
    expect(dialog().textContent).toContain('请先在小区台账的楼栋里填上')
  })

  it('sees why a unit was refused beside the field', async () => {
    const why = '这个单位在本小区没有产权的楼'
    await open(committee({ title_units: [UNITS[0]] }), {
      'POST /staff/committees/g1/members': () =>
        new Answer(422, {
          error: {
            code: 'invalid_input',
            message: '请检查',
            fields: { organisation_id: [why] },
            request_id: 'r1',
          },
        }),
    })
    await press('增加委员')
    await name('何代表')
    await be('owner_unit_rep')
    await press(JOIN, dialog())
    expect(dialog().querySelector('.error')!.textContent).toBe(why)
  })
})
