import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { ApiError } from '@/core/http'
import { useSession } from '@/core/session'
import AppInput from '@/ui/AppInput.vue'
import AppSelect from '@/ui/AppSelect.vue'
import CommitmentPage from './pages/CommitmentPage.vue'
import CommitmentsPage from './pages/CommitmentsPage.vue'
import CoveragePage from './pages/CoveragePage.vue'
import CrossPostsPage from './pages/CrossPostsPage.vue'
import CrossPostDialog from './parts/CrossPostDialog.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const one = (more = {}) => ({
  id: 'c1',
  agreement: { id: 'a1', number: '联建1号' },
  community: '示例社区',
  organisation: { id: 'o1', name: '示例物业' },
  compound: null,
  measure: '装扶手',
  rhythm: 'once',
  rhythm_name: '一次',
  due_on: '2026-11-20',
  round: 1,
  state: 'doing',
  state_name: '办理中',
  overdue: true,
  late: true,
  proof: '',
  rating: null,
  said_done: 3,
  said_not_done: 1,
  version: 4,
  actions: ['submit', 'drop'],
  photos: [],
  events: [
    {
      seq: 1,
      at: '2026-11-01T01:00:00Z',
      actor: '张三',
      action: 'submit',
      after: 'submitted',
      due_on: '2026-11-20',
      on_time: false,
      note: '装了',
      rating: null,
    },
  ],
  ...more,
})
const post = (id: string, more = {}) => ({
  id,
  community: '示例社区',
  name: '王敏',
  direction: 'to_company',
  direction_name: '社区到企业任职',
  from_org: { id: 'p1', name: '示例社区党委' },
  from_post: '委员',
  to_org: { id: 'o1', name: '示例物业' },
  to_post: '监督员',
  basis: '协议',
  agreement_id: null,
  starts_on: '2026-01-01',
  ends_on: null,
  ended_because: '',
  held: true,
  version: 1,
  actions: ['end'],
  ...more,
})

async function open(
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'community',
) {
  const calls = fakeApi(routes)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/party/commitments', component: CommitmentsPage },
      { path: '/party/commitments/:id', component: CommitmentPage, props: true },
      { path: '/party/posts', component: CrossPostsPage },
      { path: '/party/coverage', component: CoveragePage },
      { path: '/party/:id?', component: { template: '<i />' } },
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

describe('something promised', () => {
  it('is reported done only with words, and shows what it was late for', async () => {
    const { page, calls } = await open('/party/commitments/c1', {
      'GET /staff/party/commitments/c1': () => one(),
      'POST /staff/party/commitments/c1/actions/submit': () => one({ state_name: '待确认', actions: [] }),
    })
    expect(page.text()).toContain('做到了 3 人，没做到 1 人')
    expect(page.text()).toContain('晚于 2026-11-20')
    await press('报办结')
    await press('报办结', dialog())
    expect(dialog().textContent).toContain('请写明做了什么')
    const words = dialog().querySelector('textarea')!
    words.value = '六个单元都装了'
    words.dispatchEvent(new Event('input'))
    await press('报办结', dialog())
    expect(calls.at(-1)!.body).toEqual({ note: '六个单元都装了', media_ids: [], rating: null, version: 4 })
    expect(page.text()).toContain('待确认')
  })

  it('says why it was refused and keeps the words', async () => {
    await open('/party/commitments/c1', {
      'GET /staff/party/commitments/c1': () => one({ actions: ['confirm', 'return'] }),
      'POST /staff/party/commitments/c1/actions/return': () => refusal(403, 'x', '由本社区确认'),
    })
    await press('退回')
    const words = dialog().querySelector('textarea')!
    words.value = '没有装'
    words.dispatchEvent(new Event('input'))
    await press('退回', dialog())
    expect(dialog().textContent).toContain('由本社区确认')
    expect(dialog().querySelector('textarea')!.value).toBe('没有装')
  })

  it('is listed with what is open first', async () => {
    const { page, calls } = await open('/party/commitments', {
      'GET /staff/party/commitments': () => ({ items: [one()], next: null }),
    })
    expect(calls[0]!.query.get('state')).toBe('open')
    expect(page.find('tr.is-late').text()).toContain('已超期')
  })
})

describe('cross posts', () => {
  it('stand in a matrix of the two sides, both directions in one cell', async () => {
    const back = {
      direction: 'to_community',
      name: '李强',
      from_org: { id: 'o1', name: '示例物业' },
      to_org: { id: 'p1', name: '示例社区党委' },
      to_post: '兼职委员',
    }
    const { page } = await open('/party/posts', {
      'GET /staff/party/cross-posts': () => ({ items: [post('1'), post('2', back)], next: null }),
    })
    const cell = page.find('section table td').text()
    expect(cell).toContain('→ 王敏，监督员')
    expect(cell).toContain('← 李强，兼职委员')
  })

  it('ask about a namesake when the list refuses him, and send what was looked at', async () => {
    const sent: (string | undefined)[] = []
    const organisation = (id: string, kind: string) => ({ id, kind, name: id, short_name: id })
    const sheet = mount(CrossPostDialog, {
      attachTo: document.body,
      props: {
        organisations: [
          organisation('o1', 'party_organisation'),
          organisation('o2', 'property_company'),
        ] as never[],
        today: '2026-11-27',
        send: async (body) => {
          sent.push(body.namesake)
          const words = '王敏在街道的不宜任职名单上：受过处分或处罚'
          if (!body.namesake) throw new ApiError(422, 'app.invalid_input', words, { name: words })
        },
      },
    })
    await flushPromises()
    const fill = (at: number, text: string) => sheet.findAllComponents(AppInput)[at]!.setValue(text)
    const selects = sheet.findAllComponents(AppSelect)
    selects[0]!.vm.$emit('update:modelValue', 'o1')
    selects[1]!.vm.$emit('update:modelValue', 'o2')
    for (const [at, text] of ['王敏', '党委委员', '监督员', '协议 1 号'].entries()) await fill(at, text)
    expect(dialog().textContent).not.toContain('是同名的另一个人吗')
    await press('登记', dialog())
    expect(dialog().textContent).toContain('是同名的另一个人吗')
    await fill(1, '核对过身份证')
    await press('登记', dialog())
    expect(sent).toEqual(['', '核对过身份证'])
  })

  it('end with a reason', async () => {
    const { calls } = await open('/party/posts', {
      'GET /staff/party/cross-posts': () => ({ items: [post('1')], next: null }),
      'POST /staff/party/cross-posts/1/actions/end': () => post('1', { held: false }),
    })
    await press('结束')
    await press('结束任职', dialog())
    expect(dialog().textContent).toContain('请写明为什么结束')
    expect(calls.filter((call) => call.method === 'POST')).toEqual([])
  })
})

describe('coverage', () => {
  it('shows sums cut to whole percents, and only gaps when asked', async () => {
    const row = (id: string, gaps: string[]) => ({
      id,
      name: `小区${id}`,
      community: '示例社区',
      street: '示例街道',
      company: '示例物业',
      agreement: null,
      ends_on: null,
      company_signed: false,
      to_company: 0,
      to_community: 0,
      open: 0,
      overdue: 0,
      gaps,
    })
    const sum = { name: '示例街道', compounds: 3, agreement: 2, company: 2, posts: 1, whole: 1 }
    const { page } = await open('/party/coverage', {
      'GET /staff/party/coverage': () => ({
        day: '2026-11-27',
        total: sum,
        by: 'community',
        streets: [sum],
        items: [row('1', []), row('2', ['没有有效的党建联建协议'])],
      }),
    })
    expect(page.text()).toContain('2（66%）')
    expect(page.find('thead th').text()).toBe('社区')
    expect(page.text()).toContain('小区1')
    await page.find('input[type=checkbox]').setValue(true)
    expect(page.text()).not.toContain('小区1')
    expect(page.text()).toContain('没有有效的党建联建协议')
  })

  it('lies on a map, and a street narrows both', async () => {
    const row = (id: string, street: string, more = {}) => ({
      id,
      name: `小区${id}`,
      community: '示例社区',
      street,
      latitude: 39.9 + Number(id) / 100,
      longitude: 116.2,
      company: '示例物业',
      agreement: null,
      ends_on: null,
      company_signed: false,
      to_company: 0,
      to_community: 0,
      open: 0,
      overdue: 0,
      gaps: ['没有有效的党建联建协议'],
      ...more,
    })
    const sum = (name: string) => ({ name, compounds: 1, agreement: 1, company: 1, posts: 1, whole: 1 })
    const { page } = await open('/party/coverage?view=map', {
      'GET /staff/party/coverage': () => ({
        day: '2026-11-27',
        total: sum('合计'),
        streets: [sum('东街道'), sum('西街道')],
        items: [
          row('1', '东街道', { agreement: { id: 'a1', number: '联建1号' }, gaps: [] }),
          row('2', '西街道'),
          row('3', '西街道', { latitude: null, longitude: null }),
        ],
      }),
    })
    const rows = () =>
      page
        .findAll('table')
        .at(-1)!
        .findAll('tbody tr')
        .map((one) => one.text().slice(0, 3))
    expect(page.findAll('.point').map((one) => one.attributes('aria-label'))).toEqual([
      '小区1，东街道，三项齐全，示例社区',
      '小区2，西街道，没有协议，还缺：没有有效的党建联建协议',
    ])
    expect(page.find('.unplaced').text()).toContain('小区3')
    await press('西街道')
    expect(rows()).toEqual(['小区2', '小区3'])
    await page.findAll('.point')[1]!.trigger('click')
    expect(rows()).toEqual(['小区2'])
    await press('只看西街道，点这里看全部')
    expect(rows()).toEqual(['小区1', '小区2', '小区3'])
  })
})
