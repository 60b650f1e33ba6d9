import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AccuracyPage from './pages/AccuracyPage.vue'
import AccuracyRowsPage from './pages/AccuracyRowsPage.vue'
import RulebookPage from './pages/RulebookPage.vue'
import RunPage from './pages/RunPage.vue'
import VersionPage from './pages/VersionPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({
    now: new Date('2026-11-26T04:00:00Z'),
    toFake: ['Date', 'setTimeout', 'clearTimeout'],
  })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const item = (id: string, more = {}) => ({
  id,
  number: null,
  title: '修改' + id,
  note: '',
  state: 'draft',
  state_name: '草稿',
  street_name: null,
  version: 1,
  rule_count: 17,
  based_on_number: 1,
  author_name: '周思远',
  changed_at: '2026-11-25T00:00:00Z',
  submitted_by_name: null,
  submitted_at: null,
  published_by_name: null,
  published_at: null,
  return_reason: '',
  stale: false,
  actions: [],
  ...more,
})
const run = (more = {}) => ({
  id: 'r1',
  set_id: 'v1',
  set_version: 2,
  base_number: 1,
  since: '2026-10-01',
  until: '2026-10-31',
  state: 'done',
  state_name: '已完成',
  total: 40,
  done: 40,
  capped: false,
  requested_by_name: '周思远',
  created_at: '2026-11-26T01:00:00Z',
  finished_at: '2026-11-26T01:00:02Z',
  tally: { organisation: 3, limits: 1, rule: 2, same: 34, nobody: 0, drifted: 0 },
  moves: [{ before: '示例物业', after: '广宁街道办事处', count: 3 }],
  rules: [{ before: '物业按合同负责', after: '消防隐患由街道牵头', count: 3 }],
  examples: [
    {
      ticket_id: 't1',
      no: '261030001347',
      compound: '示例柳岸',
      category: '楼道堆物',
      what: 'organisation',
      before: { organisation: '示例物业', rule: '物业按合同负责', reason: '由示例物业受理。' },
      after: { organisation: '广宁街道办事处', rule: '消防隐患由街道牵头', reason: '由街道牵头。' },
    },
  ],
  actions: [],
  ...more,
})

async function open(address: string, routes: Record<string, (call: Call) => unknown>) {
  const calls = fakeApi(routes)
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/rulebook', component: RulebookPage },
      { path: '/rulebook/runs/:id', component: RunPage, props: true },
      { path: '/rulebook/accuracy', component: AccuracyPage },
      { path: '/rulebook/accuracy/rows', component: AccuracyRowsPage },
      { path: '/rulebook/:id', component: VersionPage, props: true },
      { path: '/tickets/:id', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  const session = useSession(pinia)
  session.me = sampleMe('district')
  session.state = 'in'
  await router.push(address)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls, router }
}
const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim().startsWith(words))!
const press = async (words: string, within: ParentNode = document.body) => {
  button(words, within).click()
  await flushPromises()
}

describe('the list of versions', () => {
  const lists =
    (found: Record<string, unknown[]>) =>
    ({ query }: Call) => ({ items: found[query.get('state')!] ?? [], next: null })
  const FIRST = item('1', { number: 1, state: 'published', state_name: '现行', published_by_name: '系统' })

  it('says what is in force, and puts first what waits for this person', async () => {
    const { page } = await open('/rulebook', {
      'GET /staff/rulebook/sets': lists({
        published: [FIRST],
        submitted: [
          item('2', { state: 'submitted', state_name: '待审核', actions: ['withdraw'] }),
          item('3', { state: 'submitted', state_name: '待审核', actions: ['publish', 'return'] }),
        ],
        draft: [item('4', { return_reason: '第2条太宽', actions: ['save'] })],
      }),
    })
    expect(page.findAll('section h2').map((one) => one.text())).toEqual([
      '等待审核',
      '现行规则',
      '草稿',
      '历史版本',
    ])
    const waiting = page.get('[aria-labelledby=waiting]').findAll('li')
    expect(waiting.map((one) => one.text().includes('等您审核'))).toEqual([true, false])
    expect(waiting[0]!.get('.link').text()).toBe('去审核')
    expect(page.text()).toContain('随系统安装')
    expect(page.text()).toContain('被退回：第2条太宽')
    expect(page.get('a[href="/rulebook/4"].link').text()).toBe('接着改')
  })

  it('begins a draft from the version in force, once for a double click', async () => {
    const { calls, router } = await open('/rulebook', {
      'GET /staff/rulebook/sets': lists({ published: [FIRST] }),
      'POST /staff/rulebook/sets': () => new Answer(201, item('9')),
    })
    await press('起草修改')
    const dialog = document.querySelector('.el-dialog')!
    button('开始起草', dialog).click()
    button('开始起草', dialog).click()
    await flushPromises()

    const made = calls.filter((call) => call.method === 'POST')
    expect(made.map((call) => call.body)).toEqual([{ title: '11月26日修改', note: '' }])
    expect(made[0]!.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(router.currentRoute.value.path).toBe('/rulebook/9')
  })

  it('brings the rules of an earlier version back as a draft', async () => {
    const { calls } = await open('/rulebook', {
      'GET /staff/rulebook/sets': lists({
        published: [FIRST],
        retired: [item('5', { number: 2, state: 'retired', state_name: '已停用' })],
      }),
      'POST /staff/rulebook/sets': () => new Answer(201, item('9')),
    })
    await press('恢复这一版的规则')
    await press('开始起草', document.querySelector('.el-dialog')!)
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({
      title: '恢复第2版的规则',
      note: '',
      based_on_id: '5',
    })
  })
})

describe('a dry run', () => {
  it('shows how far it is, looks again, and stops looking at the end', async () => {
    let state = run({ state: 'running', state_name: '试算中', done: 10, actions: ['cancel'] })
    const { page, calls } = await open('/rulebook/runs/r1', {
      'GET /staff/rulebook/runs/r1': () => state,
      'GET /staff/rulebook/sets/v1': () => item('v1', { rules: [], findings: [] }),
    })
    const asked = () => calls.filter((call) => call.path === '/staff/rulebook/runs/r1').length
    expect(page.get('progress').attributes()).toMatchObject({ value: '10', max: '40' })
    expect(page.text()).toContain('10 / 40 件，25%')

    state = run()
    await vi.advanceTimersByTimeAsync(1_100)
    await flushPromises()
    expect(page.find('progress').exists()).toBe(false)
    expect(asked()).toBe(2)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked()).toBe(2)
  })

  it('says from whom to whom, by which rules, and gives both reasons with the ticket', async () => {
    const { page } = await open('/rulebook/runs/r1', {
      'GET /staff/rulebook/runs/r1': () => run({ tally: { ...run().tally, nobody: 2, drifted: 5 } }),
    })
    expect(page.get('[aria-label=结果]').text()).toContain('换单位')
    expect(page.text()).toContain('有 2 件按这一版找不到单位')
    expect(page.text()).toContain('当时派的不一样')
    const tables = page.findAll('table').map((one) => one.text())
    expect(tables[0]).toContain('示例物业')
    expect(tables[1]).toContain('消防隐患由街道牵头')
    expect(page.get('a[href="/tickets/t1"]').text()).toBe('楼道堆物')
    expect(tables[2]).toContain('由示例物业受理。')
    expect(tables[2]).toContain('由街道牵头。')
  })

  it('can be cancelled, and then says how far it came', async () => {
    const { page } = await open('/rulebook/runs/r1', {
      'GET /staff/rulebook/runs/r1': () => run({ state: 'running', done: 10, actions: ['cancel'] }),
      'POST /staff/rulebook/runs/r1/actions/cancel': () =>
        run({ state: 'cancelled', state_name: '已取消', done: 10 }),
    })
    await press('取消')
    expect(page.text()).toContain('下面只是前 10 件的结果，这段时间共有 40 件')
  })

  it('says it when nothing would change', async () => {
    const tally = { organisation: 0, limits: 0, rule: 0, same: 40, nobody: 0, drifted: 0 }
    const { page } = await open('/rulebook/runs/r1', {
      'GET /staff/rulebook/runs/r1': () => run({ tally, moves: [], rules: [], examples: [] }),
    })
    expect(page.text()).toContain('没有工单会变')
    expect(page.findAll('table')).toHaveLength(0)
  })

  it('is begun over the last month, or the days chosen; one under way is named', async () => {
    const START = 'POST /staff/rulebook/sets/v1/runs'
    const underWay = {
      error: {
        code: 'rulebook.run_under_way',
        message: '您有一次试算还没有结束',
        fields: { run: ['r7'], set: ['v1'] },
      },
    }
    let answer: unknown = new Answer(409, underWay)
    const { page, calls, router } = await open('/rulebook/v1?tab=runs', {
      'GET /staff/rulebook/grammar': () => ({ keys: [], placeholders: [], street_id: null }),
      'GET /staff/rulebook/sets/v1': () => item('v1', { rules: [], findings: [] }),
      'GET /staff/rulebook/sets/v1/runs': () => ({ items: [run()], next: null }),
      'GET /staff/rulebook/runs/r1': () => run(),
      [START]: () => answer,
    })
    expect(page.text()).toContain('上个月（2026年10月）')
    expect(page.text()).toContain('40 件里，3 件换单位')
    await press('开始试算')
    expect(page.get('[role=alert]').text()).toContain('还没有结束')
    expect(page.get('a[href="/rulebook/runs/r7"]').text()).toBe('看那次试算')

    answer = new Answer(201, run())
    page.findAll('input[type=radio]')[1]!.setValue(true)
    await flushPromises()
    await press('开始试算')
    expect(page.text()).toContain('请选择开始日期')
    await page.findAll('input[type=date]')[0]!.setValue('2026-09-01')
    await press('开始试算')
    const sent = calls.filter((call) => `${call.method} ${call.path}` === START).map((call) => call.body)
    expect(sent).toEqual([{}, { since: '2026-09-01', until: '2026-11-26' }])
    expect(router.currentRoute.value.path).toBe('/rulebook/runs/r1')
  })
})

describe('how often rules were right', () => {
  const row = (rule: string, total: number, hits: number, more = {}) => ({
    rule,
    total,
    hits,
    share_permille: total ? Math.round((1000 * hits) / total) : null,
    in_force: true,
    position: 1,
    ...more,
  })

  it('shows each rule of the last month, and leads to the rows behind each number', async () => {
    const { page, calls } = await open('/rulebook/accuracy', {
      'GET /staff/rulebook/accuracy': ({ query }) => ({
        month: query.get('month'),
        items: [
          row('物业按合同负责', 32, 30),
          row('没用过的', 0, 0, { position: 2 }),
          row('从前的', 3, 3, { in_force: false, position: null }),
        ],
        total: 35,
        hits: 33,
      }),
    })
    expect(calls[0]!.query.get('month')).toBe('2026-10')
    expect(page.get('.sum').text()).toContain('94.3%')
    const rows = page.findAll('tbody tr')
    expect(rows[0]!.text()).toContain('93.8%')
    expect(rows[0]!.findAll('a').map((one) => one.text())).toEqual(['32', '30', '2'])
    expect(decodeURI(rows[0]!.findAll('a')[2]!.attributes('href')!)).toBe(
      '/rulebook/accuracy/rows?month=2026-10&rule=物业按合同负责&hit=false',
    )
    expect(rows[1]!.text()).toContain('没用到')
    expect(rows[2]!.text()).toContain('现行规则里已没有')
  })

  it('filters the rows by right and wrong, and asks the server for it', async () => {
    const { page, calls } = await open('/rulebook/accuracy/rows?month=2026-10&rule=甲&hit=false', {
      'GET /staff/rulebook/accuracy/rows': () => ({
        items: [
          {
            ticket_id: 't1',
            no: '261030001347',
            compound: '示例柳岸',
            category: '楼道堆物',
            first_party: '示例物业',
            closer: '广宁街道办事处',
            hit: false,
            closed_at: '2026-10-30T01:00:00Z',
          },
        ],
        next: null,
      }),
    })
    expect(Object.fromEntries(calls[0]!.query)).toMatchObject({ month: '2026-10', rule: '甲', hit: 'false' })
    expect(page.get('tbody').text()).toContain('广宁街道办事处')
    await press('派准')
    expect(calls.at(-1)!.query.get('hit')).toBe('true')
    await press('全部')
    expect(calls.at(-1)!.query.get('hit')).toBeNull()
  })

  it('has words for a month without anything, and for a failure', async () => {
    let broken = true
    const { page } = await open('/rulebook/accuracy', {
      'GET /staff/rulebook/accuracy': () =>
        broken
          ? refusal(503, 'app.unavailable', '系统繁忙，请稍后再试')
          : { month: '2026-10', items: [], total: 0, hits: 0 },
    })
    expect(page.text()).toContain('系统繁忙')
    broken = false
    await press('重试')
    expect(page.text()).toContain('2026年10月没有按规则派出并办结的工单')
  })
})
