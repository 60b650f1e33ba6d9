import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import AppConfirm from '@/ui/AppConfirm.vue'
import { bodyOf, choicesFor, draftOf, lastDay, linesOf, rowsOf } from './draft'
import AgreementFormPage from './pages/AgreementFormPage.vue'
import AgreementPage from './pages/AgreementPage.vue'
import AgreementsPage from './pages/AgreementsPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const LIST = '/staff/party/agreements'
const row = (id: string, more = {}) => ({
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
  days_left: 35,
  ending: false,
  version: 2,
  actions: ['terminate'],
  may_copy: true,
  ...more,
})
const whole = (more = {}) => ({
  ...row('a1'),
  goal: '共同办好居民身边的事',
  lists: { needs: [{ text: '晾晒的地方', owner: '社区', note: '' }], resources: [], projects: [] },
  reason: '',
  missing: [],
  copied_from: null,
  papers: [],
  may_change_papers: false,
  events: [{ seq: 1, at: '2026-01-01T01:00:00Z', actor: '张三', action: 'draft', after: 'draft' }],
  ...more,
})
const draft = (more = {}) =>
  whole({
    state: 'draft',
    state_name: '草稿',
    actions: ['save', 'sign', 'discard'],
    may_copy: false,
    ...more,
  })

async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [{ id: 'c1', name: '示例东里' }], next: null }),
    'GET /staff/organisations': () => ({
      items: [
        { id: 'o1', name: '示例居委会', kind: 'residents_committee' },
        { id: 'o2', name: '示例物业', kind: 'property_company' },
      ],
      next: null,
    }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/party', component: AgreementsPage },
      { path: '/party/new', component: AgreementFormPage },
      { path: '/party/:id', component: AgreementPage, props: true },
      { path: '/party/:id/edit', component: AgreementFormPage, props: true },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe(role)
  await router.push(address)
  const page = mount(
    { components: { AppConfirm }, template: '<div><RouterView /><AppConfirm /></div>' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls, router }
}

const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)
const press = async (words: string, within: ParentNode = document.body) => {
  button(words, within)!.click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!
const posts = (calls: Call[]) => calls.filter((call) => call.method === 'POST')

describe('the wall', () => {
  it('shows with whom, until when, and marks what ends soon', async () => {
    const { page, calls } = await open('/party', {
      [`GET ${LIST}`]: () => ({ items: [row('1'), row('2', { ending: true, days_left: 12 })], next: null }),
    })
    expect(calls.find((call) => call.path === LIST)!.query.get('state')).toBe('all')
    expect(page.text()).toContain('示例居委会、示例物业')
    expect(page.text()).toContain('还有 12 天到期')
    expect(page.findAll('tr.is-soon')).toHaveLength(1)
    expect(page.find('a[href="/party/new"]').exists()).toBe(true)
  })

  it('offers those who only look nothing to begin, and says what will come', async () => {
    const { page } = await open('/party', { [`GET ${LIST}`]: () => ({ items: [], next: null }) }, 'street')
    expect(page.text()).toContain('没有协议')
    expect(page.find('a[href="/party/new"]').exists()).toBe(false)
  })
})

describe('one agreement', () => {
  it('draws its buttons from what is allowed', async () => {
    await open('/party/a1', { [`GET ${LIST}/a1`]: () => whole({ actions: [], may_copy: false }) }, 'street')
    for (const words of ['终止协议', '复制下一期', '修改', '签订生效', '作废草稿'])
      expect(button(words)).toBeUndefined()
  })

  it('cannot be signed while something is missing, and says what', async () => {
    const { page } = await open('/party/a1', {
      [`GET ${LIST}/a1`]: () => draft({ missing: ['请填写签订日期'] }),
    })
    expect(page.text()).toContain('请填写签订日期')
    expect(button('签订生效')!.disabled).toBe(true)
  })

  it('is signed after a question', async () => {
    const { page, calls } = await open('/party/a1', {
      [`GET ${LIST}/a1`]: () => draft(),
      [`POST ${LIST}/a1/actions/sign`]: () => whole({ version: 3 }),
    })
    await press('签订生效')
    expect(posts(calls)).toHaveLength(0)
    await press('已签订')
    expect(posts(calls).at(-1)!.body).toEqual({ version: 2 })
    expect(page.text()).toContain('有效')
  })

  it('is not terminated without a reason', async () => {
    const { calls } = await open('/party/a1', {
      [`GET ${LIST}/a1`]: () => whole(),
      [`POST ${LIST}/a1/actions/terminate`]: () => whole({ state: 'terminated', actions: [] }),
    })
    await press('终止协议')
    await press('终止', dialog())
    expect(posts(calls)).toHaveLength(0)
    const area = dialog().querySelector('textarea')!
    area.value = '合同解除'
    area.dispatchEvent(new Event('input'))
    await press('终止', dialog())
    expect(posts(calls).at(-1)!.body).toEqual({ version: 2, reason: '合同解除' })
  })

  it('is copied with a number only', async () => {
    const { calls, router } = await open('/party/a1', {
      [`GET ${LIST}/a1`]: () => whole(),
      [`POST ${LIST}/a1/copy`]: () => draft({ id: 'a2' }),
      [`GET ${LIST}/a2`]: () => draft({ id: 'a2' }),
    })
    await press('复制下一期')
    const field = dialog().querySelector('input')!
    field.value = '示例〔2027〕1号'
    field.dispatchEvent(new Event('input'))
    await press('复制', dialog())
    expect(posts(calls).at(-1)!.body).toEqual({ number: '示例〔2027〕1号' })
    expect(router.currentRoute.value.path).toBe('/party/a2/edit')
  })
})

describe('typing it in', () => {
  it('says what is missing and sends nothing', async () => {
    const { page, calls } = await open('/party/new', {})
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(page.text()).toContain('请填写协议编号')
    expect(page.text()).toContain('请选择小区')
    expect(posts(calls)).toHaveLength(0)
  })

  it('saves a draft as it was and keeps what was typed when it is refused', async () => {
    const { page, calls } = await open('/party/a1/edit', {
      [`GET ${LIST}/a1`]: () => draft(),
      [`POST ${LIST}/a1/actions/save`]: () =>
        refusal(422, 'app.invalid_input', '“示例物业”没有有效的物业服务合同'),
    })
    await page.get('form').trigger('submit')
    await flushPromises()
    const sent = posts(calls).at(-1)!.body as { version: number; content: Record<string, unknown> }
    expect(sent.version).toBe(2)
    expect(sent.content.lists).toEqual(whole().lists)
    expect(page.text()).toContain('没有有效的物业服务合同')
  })
})

describe('the lists as lines', () => {
  it('takes what Excel puts on the clipboard and gives rows back as they were', () => {
    const rows = [
      { text: '车棚', owner: '示例物业', note: '30 平方米' },
      { text: '晾晒', owner: '', note: '' },
    ]
    expect(rowsOf('车棚\t示例物业\t30 平方米\n\n晾晒\n')).toEqual(rows)
    expect(rowsOf(linesOf(rows))).toEqual(rows)
    expect(bodyOf(draftOf(draft() as never)).lists).toEqual(whole().lists)
  })

  it('keeps the name of an organisation that ended, so that somebody sees whom to replace', () => {
    const known = [{ id: 'o1', name: '示例居委会', kind: 'residents_committee' }] as never[]
    const held = { id: 'o9', name: '示例旧供热' }
    expect(choicesFor('utility', known, held)).toEqual([{ value: 'o9', label: '示例旧供热（已撤场或注销）' }])
    expect(choicesFor('community', known, { id: 'o1', name: '示例居委会' })).toHaveLength(1)
  })

  it('counts whole years to the last day', () => {
    expect(lastDay('2026-01-01', 1)).toBe('2026-12-31')
    expect(lastDay('2024-02-29', 1)).toBe('2025-02-27')
    expect(lastDay('2024-02-29', 4 - 1)).toBe('2027-02-27')
  })
})
