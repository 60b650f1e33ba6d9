import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AppConfirm from '@/ui/AppConfirm.vue'
import AppNotes from '@/ui/AppNotes.vue'
import PlanPage from './pages/PlanPage.vue'
import PlansPage from './pages/PlansPage.vue'
import { must, term } from '@tests/standards'
import { draftOf, termOf } from './terms'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const row = (more = {}) => ({
  id: 'p1',
  compound: { id: 'c1', name: '示例东里' },
  contract: { id: 'k1', company: '示例物业', starts_on: '2024-01-01', ends_on: null },
  number: 1,
  basis: 'standard',
  basis_name: '按现行标准约定',
  catalogue_version: 'DB11/T 751-2025',
  level: 1,
  state: 'draft',
  state_name: '草稿',
  version: 3,
  reason: '',
  made_by: '陈立新',
  created_at: '2026-11-20T00:00:00Z',
  fixed_by: null,
  fixed_at: null,
  starts_on: null,
  ended_on: null,
  actions: ['save', 'fix', 'discard'],
  ...more,
})
const plan = (more = {}) => ({ ...row(), terms: [term('A'), term('B'), must], problems: [], ...more })

async function open(routes: Record<string, (call: Call) => unknown>, address = '/standards/plans/p1') {
  const calls = fakeApi({
    'GET /me': () => sampleMe('manager'),
    'GET /staff/compounds': () => ({
      items: [{ id: 'c1', name: '示例东里', community: '示例社区', street: '八角街道' }],
      next: null,
    }),
    'GET /staff/standards/plans/p1': () => plan(),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/standards/plans', component: PlansPage },
      { path: '/standards/plans/:id', component: PlanPage, props: true },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push(address)
  const session = useSession(pinia)
  session.me = sampleMe('manager')
  session.state = 'in'
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
  [...document.querySelectorAll('button')].filter((one) => one.textContent!.trim() === words).at(-1)!
const press = async (words: string) => {
  button(words).click()
  await flushPromises()
}
const choose = async (code: string, words: string) => {
  const label = [...document.querySelectorAll(`#term-${code} label`)].find(
    (one) => one.textContent!.trim() === words,
  )!
  const input = label.querySelector('input')!
  input.checked = true
  input.dispatchEvent(new Event('change'))
  await flushPromises()
}
const type = async (box: Element, words: string) => {
  ;(box as HTMLInputElement).value = words
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}
const posted = (calls: Call[], action: string) =>
  calls.filter((one) => one.path.endsWith(`/actions/${action}`))
const saved = ({ body }: Call) => {
  const sent = (
    body as { terms: { item_code: string; level: number | null; not_applicable: string | null }[] }
  ).terms
  const by = new Map(sent.map((one) => [one.item_code, one]))
  return plan({
    version: 4,
    terms: plan().terms.map((one) => ({ ...one, ...by.get(one.item_code) })),
  })
}

describe('filling in a plan', () => {
  it('sends only what was changed, with the version on the screen', async () => {
    const { page, calls } = await open({ 'POST /staff/standards/plans/p1/actions/save': saved })
    await choose('A', '三级')
    expect(page.get('#term-A').text()).toContain('每天一次')
    expect(page.get('[role=toolbar]').text()).toContain('有没保存的改动')
    await press('保存')
    expect(posted(calls, 'save')[0]!.body).toEqual({
      version: 3,
      terms: [termOf('A', draftOf(term('A', { level: 3 })))],
    })
    expect(page.get('[role=toolbar]').text()).toContain('已保存')
  })

  it('needs the reason of 不适用 and jumps to where it is missing', async () => {
    const { page, calls } = await open({ 'POST /staff/standards/plans/p1/actions/save': saved })
    await choose('B', '不适用')
    await press('保存')
    expect(posted(calls, 'save')).toHaveLength(0)
    expect(page.get('#term-B [role=alert]').text()).toContain('为什么不适用')
    await type(page.get('#term-B input[type=text]').element, '小区没有绿地')
    await press('保存')
    expect(posted(calls, 'save')[0]!.body).toMatchObject({
      terms: [{ item_code: 'B', level: null, not_applicable: '小区没有绿地' }],
    })
  })

  it('undoes step by step, a whole category at once', async () => {
    const { page } = await open({})
    await choose('A', '二级')
    await press('三级') // of the category: the last button with these words
    expect(page.findAll('.term.changed')).toHaveLength(2)
    await press('撤销一步')
    expect(page.findAll('.term.changed').map((one) => one.attributes('id'))).toEqual(['term-A'])
    await press('撤销一步')
    expect(page.findAll('.term.changed')).toHaveLength(0)
    expect(page.get('[role=toolbar]').text()).toContain('已保存')
  })

  it('keeps edits when a colleague was faster, over what he stored', async () => {
    let fresh = plan()
    const { page, calls } = await open({
      'GET /staff/standards/plans/p1': () => fresh,
      'POST /staff/standards/plans/p1/actions/save': ({ body }) =>
        (body as { version: number }).version === 3
          ? refusal(409, 'app.conflict', '内容已被他人更新，请核对后重试')
          : saved({ body } as Call),
    })
    fresh = plan({ version: 5, terms: [term('A'), term('B', { level: 3 }), must] })
    await choose('A', '二级')
    await press('保存')
    expect(document.body.textContent).toContain('同事刚改过')
    expect(page.get('#term-B').text()).toContain('每天一次')
    expect(page.findAll('.term.changed').map((one) => one.attributes('id'))).toEqual(['term-A'])
    await press('保存')
    expect(posted(calls, 'save').at(-1)!.body).toMatchObject({ version: 5 })
  })

  it('is not fixed while something is missing, and says what', async () => {
    const { page, calls } = await open({
      'GET /staff/standards/plans/p1': () => plan({ terms: [term('A'), term('B', { level: null }), must] }),
    })
    expect(page.get('[role=toolbar]').text()).toContain('还有 1 项没填')
    await press('确定')
    expect(posted(calls, 'fix')).toHaveLength(0)
    expect(document.activeElement?.closest('#term-B')).not.toBeNull()
  })

  it('saves, asks, and is fixed', async () => {
    const { page, calls } = await open({
      'POST /staff/standards/plans/p1/actions/save': saved,
      'POST /staff/standards/plans/p1/actions/fix': () =>
        plan({
          state: 'fixed',
          state_name: '已确定',
          fixed_at: '2026-11-26T00:00:00Z',
          fixed_by: '陈立新',
          starts_on: '2026-11-26',
          actions: ['supersede'],
        }),
    })
    await choose('A', '二级')
    await press('确定')
    expect(document.body.textContent).toContain('居民页面马上显示')
    await press('确定')
    expect(calls.filter((one) => one.method === 'POST').map((one) => one.path.split('/').at(-1))).toEqual([
      'save',
      'fix',
    ])
    expect(posted(calls, 'fix')[0]!.body).toEqual({ version: 4 })
    expect(page.find('[role=toolbar]').exists()).toBe(false)
    expect(page.find('#term-A input').exists()).toBe(false)
  })

  it('asks before edits are left behind', async () => {
    const { router } = await open({})
    await choose('A', '二级')
    void router.push('/todo')
    await flushPromises()
    expect(document.body.textContent).toContain('改动还没有保存')
    await press('不保存，离开')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/todo')
  })

  it('gives a draft up and brings it back', async () => {
    const { calls } = await open({
      'POST /staff/standards/plans/p1/actions/discard': () =>
        plan({ state: 'discarded', version: 4, actions: ['restore'] }),
      'POST /staff/standards/plans/p1/actions/restore': () => plan({ version: 5 }),
    })
    await press('放弃草稿')
    await press('放弃草稿')
    await press('撤销')
    expect(posted(calls, 'restore')[0]!.body).toEqual({ version: 4 })
  })

  it('corrects a fixed plan with a reason and opens the new draft', async () => {
    const { calls, router } = await open({
      'GET /staff/standards/plans/p1': () => plan({ state: 'fixed', actions: ['supersede'] }),
      'GET /staff/standards/plans/p2': () => plan({ id: 'p2', number: 2 }),
      'POST /staff/standards/plans/p1/actions/supersede': () =>
        new Answer(200, plan({ id: 'p2', number: 2 })),
    })
    await press('更正')
    await press('开始更正')
    expect(posted(calls, 'supersede')).toHaveLength(0)
    await type(document.querySelector('.el-dialog textarea')!, '等级填低了')
    await press('开始更正')
    await flushPromises()
    expect(posted(calls, 'supersede')[0]!.body).toEqual({ version: 3, reason: '等级填低了' })
    expect(router.currentRoute.value.path).toBe('/standards/plans/p2')
  })
})

describe('a plan as a table', () => {
  const run = (more = {}) => ({
    id: 'i1',
    subject_id: 'p1',
    table: 'plan',
    state: 'ready',
    state_name: '待确认',
    counts: { rows: 71, added: 0, removed: 0, changed: 1 },
    changes: [
      {
        kind: 'changed',
        key: 'A',
        cells: [{ column: 'level', label: '等级', before: '一级', after: '二级' }],
      },
    ],
    more_changes: 0,
    problems: [],
    created_at: '2026-11-26T00:00:00Z',
    actions: ['confirm'],
    ...more,
  })
  const bring = async () => {
    const box = document.querySelector<HTMLInputElement>('input[type=file]')!
    Object.defineProperty(box, 'files', { value: [new File(['x'], '约定.xlsx')] })
    box.dispatchEvent(new Event('change'))
    await flushPromises()
  }

  it('shows what it would change before it is written', async () => {
    let version = 3
    const { calls } = await open({
      'GET /staff/standards/plans/p1': () => plan({ version: version++ }),
      'POST /staff/standards/plans/p1/imports': () => run(),
      'POST /staff/standards/ledger-imports/i1/actions/confirm': () =>
        run({ state: 'confirmed', actions: [] }),
    })
    await press('用 Excel 填')
    expect(document.querySelector('.el-dialog a')!.getAttribute('href')).toBe(
      '/api/v1/staff/standards/plans/p1/table.xlsx',
    )
    await bring()
    expect(document.querySelector('.el-dialog')!.textContent!.replace(/\s+/g, '')).toContain('修改1项')
    expect(document.querySelector('.el-dialog del')!.textContent).toBe('一级')
    expect(document.querySelector('.el-dialog .changes b')!.textContent).toBe('项目A')
    await press('确认写入草稿')
    expect(calls.some((one) => one.path.endsWith('/ledger-imports/i1/actions/confirm'))).toBe(true)
    expect(calls.filter((one) => one.path === '/staff/standards/plans/p1')).toHaveLength(2)
  })

  it('says row by row what is wrong and writes nothing', async () => {
    await open({
      'POST /staff/standards/plans/p1/imports': () =>
        run({
          state: 'refused',
          problems: [{ row: 5, column: 'level', text: '第 5 行“等级”：没有“四级”' }],
          changes: [],
          actions: [],
        }),
    })
    await press('用 Excel 填')
    await bring()
    expect(document.querySelector('.el-dialog')!.textContent).toContain('第 5 行“等级”：没有“四级”')
    expect(button('确认写入草稿')).toBeUndefined()
  })

  it('wants edits saved first, so that none is lost', async () => {
    await open({ 'POST /staff/standards/plans/p1/actions/save': saved })
    await choose('A', '二级')
    await press('用 Excel 填')
    expect(document.querySelector('input[type=file]')).toBeNull()
    await press('保存')
    expect(document.querySelector('input[type=file]')).not.toBeNull()
  })
})

describe('the plans of a compound', () => {
  const none = {
    compound: { id: 'c1', name: '示例东里' },
    contract: row().contract,
    may_keep_own: true,
    fixed: null,
    draft: null,
    history: [],
    actions: ['draft'],
  }

  it('is begun at a level or by the old contract', async () => {
    const { calls, router } = await open(
      {
        'GET /staff/standards/compounds/c1/plan': () => none,
        'POST /staff/standards/compounds/c1/plan': () => plan(),
      },
      '/standards/plans',
    )
    await press('开始约定')
    expect(document.querySelector('.el-dialog')!.textContent).toContain('沿用合同原有约定')
    const radios = [...document.querySelectorAll<HTMLInputElement>('.el-dialog input[type=radio]')]
    const second = radios.find((one) => one.value === '2')!
    second.checked = true
    second.dispatchEvent(new Event('change'))
    await flushPromises()
    await press('开始填写')
    await flushPromises()
    const sent = calls.find((one) => one.method === 'POST')!
    expect(sent.body).toEqual({ basis: 'standard', level: 2 })
    expect(sent.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(router.currentRoute.value.path).toBe('/standards/plans/p1')
  })

  it('tells who has to fill it in to whoever may not', async () => {
    const { page } = await open(
      { 'GET /staff/standards/compounds/c1/plan': () => ({ ...none, actions: [] }) },
      '/standards/plans?compound=c1',
    )
    expect(page.text()).toContain('由示例物业的项目经理填写、确定')
    expect(button('开始约定')).toBeUndefined()
  })
})
