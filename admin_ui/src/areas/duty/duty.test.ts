import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import DutyPage from './pages/DutyPage.vue'
import {
  addDays,
  countOn,
  mondayOf,
  PRESETS,
  presetSpan,
  shiftsOn,
  shiftWords,
  shiftWordsOn,
  weekWords,
} from './week'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-25T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const shift = (id: string, day: string, actions: string[] = ['change', 'remove']) => ({
  id,
  person_id: 'p1',
  compound: null,
  starts_at: `${day}T08:00:00+08:00`,
  ends_at: `${day}T20:00:00+08:00`,
  version: 3,
  actions,
})
const person = (id: string, name: string, shifts: unknown[] = [], more = {}) => ({
  id,
  name,
  title: '维修人员',
  open: 0,
  late: 0,
  on_duty: false,
  shifts,
  ...more,
})
const setting = (id: string, more = {}) => ({
  compound: { id, name: '示例东里' + id },
  organisation: { id: 'o', name: '示例物业' },
  mode: 'pool',
  mode_name: '自行接单',
  version: 0,
  changed_at: null,
  changed_by: null,
  on_duty: [],
  actions: ['choose'],
  ...more,
})

interface World {
  people?: unknown[]
  settings?: unknown[]
  actions?: string[]
  routes?: Record<string, (call: Call) => unknown>
}

async function open(world: World = {}, role: 'manager' | 'community' = 'manager', address = '/duty') {
  const calls = fakeApi({
    'GET /me': () => sampleMe(role),
    'GET /staff/duty/settings': () => ({ items: world.settings ?? [setting('c1')], next: null }),
    'GET /staff/duty/shifts': ({ query }) => ({
      items: world.people ?? [person('p1', '张师傅'), person('p2', '李师傅')],
      next: null,
      organisation: 'o',
      monday: mondayOf(query.get('day')!),
      days: [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(mondayOf(query.get('day')!), n)),
      actions: world.actions ?? ['add', 'copy_week'],
    }),
    'GET /staff/duty/handouts': () => ({ items: [], next: null }),
    ...world.routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/duty', component: DutyPage },
      { path: '/tickets/:id', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push(address)
  useSession(pinia).me = sampleMe(role)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls, router }
}

const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)!
const press = async (words: string, within: ParentNode = document.body) => {
  button(words, within).click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!

describe('weeks and hours', () => {
  it('counts days in Beijing, across months and years', () => {
    expect(mondayOf('2026-11-29')).toBe('2026-11-23')
    expect(mondayOf('2026-11-30')).toBe('2026-11-30')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(weekWords('2026-11-30')).toBe('11月30日 — 12月6日')
  })

  it('says the hours of a shift as people do', () => {
    const span = (starts_at: string, ends_at: string) => shiftWords({ starts_at, ends_at })
    expect(span('2026-11-23T00:00:00Z', '2026-11-23T12:00:00Z')).toBe('08:00–20:00')
    expect(span('2026-11-23T12:00:00Z', '2026-11-24T00:00:00Z')).toBe('20:00–次日08:00')
    expect(span('2026-11-23T12:00:00Z', '2026-11-23T16:00:00Z')).toBe('20:00–24:00')
  })

  it('shows the night that began before the week on its first day only', () => {
    const night = {
      ...shift('n', '2026-11-22'),
      starts_at: '2026-11-22T20:00:00+08:00',
      ends_at: '2026-11-23T08:00:00+08:00',
    }
    const row = person('p1', '张师傅', [night]) as never
    expect(shiftsOn(row, '2026-11-23', true)).toHaveLength(1)
    expect(shiftsOn(row, '2026-11-24', false)).toHaveLength(0)
    expect(shiftWordsOn(night, '2026-11-22')).toBe('20:00–次日08:00')
    expect(shiftWordsOn(night, '2026-11-23')).toBe('前一日–08:00')
    expect(countOn([row], '2026-11-23')).toBe(1)
    expect(countOn([row], '2026-11-24')).toBe(0)
  })

  it('puts a night into the next day', () => {
    expect(presetSpan('2026-11-30', PRESETS[1]!)).toEqual({
      starts_at: '2026-11-30T20:00:00+08:00',
      ends_at: '2026-12-01T08:00:00+08:00',
    })
  })
})

describe('the roster', () => {
  it('shows people by days, who is late with how much, and on which days nobody is there', async () => {
    const rows = [
      person('p1', '张师傅', [shift('s1', '2026-11-25')], { open: 4, late: 1, on_duty: true }),
      person('p2', '李师傅'),
    ]
    const { page, calls } = await open({ people: rows })

    expect(calls.find((call) => call.path === '/staff/duty/shifts')!.query.get('day')).toBe('2026-11-23')
    expect(page.findAll('tbody')[0]!.text()).toContain('在办 4 件，超时 1 件')
    expect(page.get('.shift').text()).toContain('08:00–20:00')
    expect(page.findAll('tfoot td').map((cell) => cell.text())).toEqual([
      '无人值班',
      '无人值班',
      '1 人',
      '无人值班',
      '无人值班',
      '无人值班',
      '无人值班',
    ])
  })

  it('adds a shift at the place that was clicked, with the hours of a preset', async () => {
    const { page, calls } = await open({
      routes: { 'POST /staff/duty/shifts': () => shift('new', '2026-11-26') },
    })
    await page.get('button[aria-label="给李师傅添加周四的班次"]').trigger('click')
    await flushPromises()
    await press('夜班 20:00–次日08:00')
    await press('保存')

    const sent = calls.find((call) => call.method === 'POST')!
    expect(sent.body).toEqual({
      person_id: 'p2',
      compound_id: null,
      starts_at: '2026-11-26T20:00:00+08:00',
      ends_at: '2026-11-27T08:00:00+08:00',
    })
    expect(sent.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(document.querySelector('.el-dialog')).toBeNull()
  })

  it('says why a shift was not taken, and keeps what was filled in', async () => {
    const { page } = await open({
      routes: {
        'POST /staff/duty/shifts': () =>
          refusal(409, 'duty.shift_overlaps', '这位同事11月26日 08:00到11月26日 20:00已经有班次'),
      },
    })
    await page.get('button[aria-label="给李师傅添加周四的班次"]').trigger('click')
    await flushPromises()
    await press('保存')

    expect(dialog().textContent).toContain('已经有班次')
    expect(dialog().querySelectorAll('input[type="datetime-local"]')).toHaveLength(2)
  })

  it('cancels a shift with its version, and offers nothing for one that is over', async () => {
    const rows = [person('p1', '张师傅', [shift('s1', '2026-11-26'), shift('s0', '2026-11-23', [])])]
    const { page, calls } = await open({
      people: rows,
      routes: { 'POST /staff/duty/shifts/s1/actions/remove': () => undefined },
    })
    await page.findAll('.shift')[0]!.trigger('click')
    await flushPromises()
    expect(button('取消班次')).toBeUndefined()
    expect(button('保存')).toBeUndefined()
    await press('关闭')

    await page.findAll('.shift')[1]!.trigger('click')
    await flushPromises()
    await press('取消班次')
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ version: 3 })
  })

  it('sends the beginning of a running shift back as it was', async () => {
    const running = { ...shift('s1', '2026-11-25', ['change']), starts_at: '2026-11-25T08:00:07+08:00' }
    const { page, calls } = await open({
      people: [person('p1', '张师傅', [running])],
      routes: { 'POST /staff/duty/shifts/s1/actions/change': () => running },
    })
    await page.get('.shift').trigger('click')
    await flushPromises()
    expect(dialog().textContent).toContain('只能改结束时间')
    await press('保存')
    expect((calls.find((call) => call.method === 'POST')!.body as { starts_at: string }).starts_at).toBe(
      '2026-11-25T08:00:07+08:00',
    )
  })

  it('goes from place to place with the arrow keys', async () => {
    const { page } = await open()
    const first = page.get('button[aria-label="给张师傅添加周四的班次"]')
    ;(first.element as HTMLElement).focus()
    await first.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement!.getAttribute('aria-label')).toBe('给李师傅添加周四的班次')
    await page.get('table').trigger('keydown', { key: 'x' })
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
    expect(document.activeElement!.getAttribute('aria-label')).toBe('给李师傅添加周五的班次')
  })

  it('repeats last week when asked twice, and says what was left out', async () => {
    const { calls } = await open({
      routes: { 'POST /staff/duty/shifts/actions/copy_week': () => ({ copied: 5, skipped: 1 }) },
    })
    await press('下一周')
    await press('复制上周')
    // The question is shown by the frame of the app; answer it as the frame would.
    const { question } = await import('@/ui/confirm')
    expect(question.value!.text).toContain('11月23日 — 11月29日')
    question.value!.answer(true)
    await flushPromises()

    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({
      source: '2026-11-23',
      target: '2026-11-30',
      compound_id: null,
    })
    const { notes } = await import('@/core/notes')
    expect(notes.at(-1)!.text).toContain('复制了 5 个班次，跳过 1 个')
  })

  it('shows a community one compound at a time, without anything to change', async () => {
    const settings = [setting('c1', { actions: [] }), setting('c2', { actions: [] })]
    const { page, calls } = await open({ settings, actions: [] }, 'community')

    const asked = calls.filter((call) => call.path === '/staff/duty/shifts')
    expect(asked.map((call) => call.query.get('compound_id'))).toEqual(['c1'])
    expect(page.findAll('.add')).toHaveLength(0)
    expect(button('添加班次')).toBeUndefined()
    expect(button('复制上周')).toBeUndefined()
    expect(page.text()).not.toContain('值班轮派')
  })

  it('takes nonsense in the address for this week', async () => {
    const { calls } = await open({}, 'manager', '/duty?week=%E4%BB%8A%E5%A4%A9')
    expect(calls.find((call) => call.path === '/staff/duty/shifts')!.query.get('day')).toBe('2026-11-23')
  })
})

describe('the way orders are handed out', () => {
  it('is chosen after a question, with the version on the screen', async () => {
    const { calls } = await open({
      settings: [setting('c1', { version: 4, mode: 'manual', mode_name: '人工指派' })],
      routes: { 'POST /staff/duty/settings/c1/actions/choose': () => setting('c1', { version: 5 }) },
    })
    await press('值班轮派')
    const { question } = await import('@/ui/confirm')
    expect(question.value!.title).toBe('示例东里c1改为值班轮派')
    question.value!.answer(true)
    await flushPromises()

    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ mode: 'round', version: 4 })
  })

  it('warns when orders go round and nobody is on duty', async () => {
    const { page } = await open({ settings: [setting('c1', { mode: 'round', mode_name: '值班轮派' })] })
    expect(page.get('.duty').text()).toBe('现在没有人值班，新单会进入待接单')
    expect(page.get('.duty').classes()).toContain('hf-late')
  })

  it('says to whom orders went and why', async () => {
    const row = {
      id: 't1',
      no: '261125000001',
      category: '屋面漏雨',
      compound: '示例东里',
      at: '2026-11-25T03:00:00Z',
      mode: 'round',
      outcome: 'pool',
      person: null,
      reason: '11月25日 11:00没有人值班，已放入待接单，请项目经理安排',
    }
    const { page } = await open({
      routes: { 'GET /staff/duty/handouts': () => ({ items: [row], next: null }) },
    })
    expect(page.text()).toContain('进入待接单')
    expect(page.text()).toContain('没有人值班')
    expect(page.get('a[href="/tickets/t1"]').text()).toBe('261125000001')
  })
})
