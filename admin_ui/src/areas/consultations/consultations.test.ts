import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import ConsultationPage from './pages/ConsultationPage.vue'
import ConsultationsPage from './pages/ConsultationsPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const row = (more = {}) => ({
  id: 'x1',
  title: '示例停车管理办法',
  region: '示例街道',
  round: 1,
  follows_id: null,
  state: 'closed',
  state_name: '已截止，整理意见',
  open_at: '2026-10-20T01:00:00Z',
  close_at: '2026-11-25T16:00:00Z',
  closes_on: '2026-11-25',
  shorter_because: '',
  taking: false,
  published_at: null,
  opinions: 2,
  undecided: 2,
  version: 3,
  actions: ['answer', 'withdraw'],
  ...more,
})
const none = { total: 0, adopted: 0, partly: 0, refused: 0, explained: 0, undecided: 0 }
const whole = (more = {}) => ({
  ...row(more),
  draft_text: '第一条',
  explanation: '',
  hearing_on: null,
  hearing_papers_on: null,
  legal_sent_on: null,
  legal_done_on: null,
  summary: '',
  ended_because: '',
  papers: [],
  papers_stage: null,
  papers_may_go: false,
  result: {
    ...none,
    total: 2,
    undecided: 2,
    line: '收到意见 2 条',
    topics: [
      { ...none, number: 1, name: '收费', said: [] },
      { ...none, number: 2, name: '停车', said: [] },
    ],
  },
  decisions: [
    { value: 'adopted', name: '采纳' },
    { value: 'not', name: '未采纳' },
  ],
  sources: [
    { value: 'paper', name: '纸质意见表' },
    { value: 'letter', name: '来信' },
  ],
})
const opinion = (id: string, more = {}) => ({
  id,
  receipt: `R${id}`,
  source: 'app',
  source_name: '手机',
  sheet_no: null,
  received_on: '2026-11-20',
  created_at: '2026-11-20T01:00:00Z',
  text: `意见${id}`,
  scans: [],
  topic: null,
  topic_name: null,
  merged_into: null,
  merged_receipt: null,
  decision: null,
  decision_name: null,
  reason: '',
  decided_by: null,
  decided_at: null,
  version: 4,
  ...more,
})
const LIST = '/staff/consultations/x1/opinions'

async function open(address: string, routes: Record<string, (call: Call) => unknown>) {
  const calls = fakeApi({
    'GET /staff/consultations/x1': () => whole(),
    [`GET ${LIST}`]: () => ({ items: [opinion('2'), opinion('1')], next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/consultations', component: ConsultationsPage },
      { path: '/consultations/:id', component: ConsultationPage, props: true },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe('street')
  await router.push(address)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls, router }
}

const press = async (words: string, within: ParentNode = document.body) => {
  ;[...within.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)!.click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!
const boxOf = (label: string) => {
  const labels = [...dialog().querySelectorAll('label')]
  const exact = labels.find((one) => one.textContent!.trim() === label)
  const found = exact ?? labels.find((one) => one.textContent!.startsWith(label))!
  return document.getElementById(found.htmlFor) as HTMLInputElement
}
const write = async (label: string, text: string) => {
  const box = boxOf(label)
  box.value = text
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}
const sent = (calls: Call[]) => calls.filter((call) => call.method === 'POST')
const pickAll = async (page: Awaited<ReturnType<typeof open>>['page']) => {
  for (const box of page.findAll('input[type=checkbox]')) await box.trigger('change')
}

describe('consultations', () => {
  it('lists what is asked, and begins a draft', async () => {
    const { page, calls, router } = await open('/consultations', {
      'GET /staff/consultations': () => ({ items: [row()], next: null }),
      'POST /staff/consultations': () => whole({ state: 'draft' }),
    })
    expect(page.text()).toContain('示例停车管理办法')
    expect(page.text()).toContain('2 条还没有写采纳情况')
    await press('起草征求意见')
    await press('起草征求意见', dialog())
    expect(dialog().textContent).toContain('请填写标题')
    expect(sent(calls)).toEqual([])
    await write('标题', '新办法')
    await write('征求意见稿', '第一条')
    await write('意见主题', '收费\n\n停车 ')
    await press('起草征求意见', dialog())
    expect(sent(calls)[0]!.body).toMatchObject({
      title: '新办法',
      closes_on: '2026-12-26',
      topics: ['收费', '停车'],
      hearing_on: null,
    })
    expect(router.currentRoute.value.path).toBe('/consultations/x1')
  })

  it('puts what is chosen under a topic by a figure on the keyboard', async () => {
    const { page, calls } = await open('/consultations/x1', {
      [`POST ${LIST}/actions/code`]: () => null,
    })
    await pickAll(page)
    // The focus is on the box that was ticked last.
    page
      .find('input[type=checkbox]')
      .element.dispatchEvent(new KeyboardEvent('keydown', { key: '2', bubbles: true }))
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '9', bubbles: true }))
    await flushPromises()
    expect(sent(calls).map((call) => call.body)).toEqual([
      {
        opinions: [
          { id: '2', version: 4 },
          { id: '1', version: 4 },
        ],
        topic: 2,
      },
    ])
  })

  it('merges into the eldest, and says what the server refused', async () => {
    const { page, calls } = await open('/consultations/x1', {
      [`POST ${LIST}/actions/merge`]: () => refusal(409, 'app.conflict', '内容已被他人更新'),
    })
    await pickAll(page)
    await press('合并相同意见')
    expect(sent(calls)[0]!.body).toEqual({ opinions: [{ id: '2', version: 4 }], into_id: '1' })
    expect(page.text()).toContain('内容已被他人更新')
  })

  it('asks what becomes of opinions before it sends anything', async () => {
    const { page, calls } = await open('/consultations/x1', {})
    await pickAll(page)
    await press('写明采纳情况')
    expect(page.text()).toContain('请选择采纳情况')
    expect(sent(calls)).toEqual([])
  })

  it('takes sheet after sheet, and counts their numbers on', async () => {
    const { calls } = await open('/consultations/x1', {
      [`POST ${LIST}`]: () => ({ receipt: 'ABCD' }),
    })
    await press('录入纸质意见')
    await write('意见表编号', '7')
    for (const words of ['支持', '反对']) {
      await write('意见', words)
      dialog().querySelector('form')!.dispatchEvent(new Event('submit'))
      await flushPromises()
    }
    expect(sent(calls).map(({ body }) => (body as { sheet_no: number }).sheet_no)).toEqual([7, 8])
    expect(sent(calls)[1]!.body).toMatchObject({ source: 'paper', received_on: '2026-11-26', text: '反对' })
  })

  it('asks before it takes the same letter down twice', async () => {
    let times = 0
    const { calls } = await open('/consultations/x1', {
      [`POST ${LIST}`]: () =>
        ++times === 1
          ? refusal(409, 'consultations.same_words', '一样的内容已经录过一份（回执号 ABCD）')
          : { receipt: 'EFGH' },
    })
    await press('录入纸质意见')
    dialog().querySelectorAll<HTMLInputElement>('input[type=radio]')[1]!.click()
    await flushPromises()
    await write('意见', '请修路')
    // Vue lets nothing through that is as old as the listener.
    vi.setSystemTime(Date.now() + 1000)
    dialog()
      .querySelector('textarea')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true, bubbles: true }))
    await flushPromises()
    expect(sent(calls)).toEqual([])
    dialog()
      .querySelector('textarea')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await flushPromises()
    expect(dialog().textContent).toContain('一样的内容已经录过一份')
    await press('是另一份，照录', dialog())
    expect(sent(calls).map(({ body }) => (body as { again: boolean }).again)).toEqual([false, true])
    expect(dialog().textContent).toContain('回执号 EFGH')
    expect(dialog().textContent).not.toContain('是另一份')
  })

  it('offers moves only as the server does', async () => {
    const { page } = await open('/consultations/x1', {
      'GET /staff/consultations/x1': () => whole({ actions: [], state: 'answered' }),
    })
    expect(page.text()).not.toContain('公布采纳情况')
    expect(page.findAll('input[type=checkbox]')).toHaveLength(0)
  })
})
