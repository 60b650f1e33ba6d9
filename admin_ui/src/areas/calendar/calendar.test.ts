import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Agenda, AgendaItem, Role } from '@/api/contract'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import { addMonths, byDay, daysOf, isDayOf, isMonth, markOf, rests, weeksOf } from './month'
import MonthPage from './pages/MonthPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-27T02:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const item = (on: string, title: string, more: Partial<AgendaItem> = {}): AgendaItem => ({
  kind: 'agreement',
  kind_name: '协议到期',
  on,
  title,
  subtitle: '示例社区',
  link: '/party/a1',
  state: 'open',
  ...more,
})
const agenda = (items: AgendaItem[], more: Partial<Agenda> = {}) => ({
  from: '',
  to: '',
  today: '2026-11-27',
  kinds: [
    { kind: 'agreement', name: '协议到期' },
    { kind: 'meeting', name: '议事会' },
  ],
  items,
  cut: [],
  limit: 400,
  days: [],
  ...more,
})

async function open(address: string, answer: (call: Call) => unknown, role: Role = 'secretary') {
  const calls = fakeApi({ 'GET /staff/calendar': answer })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/calendar', component: MonthPage },
      { path: '/:rest(.*)*', component: { template: '<p>elsewhere</p>' } },
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
  const asked = () => calls.map((call) => call.query)
  const key = async (name: string) => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: name }))
    await flushPromises()
  }
  const day = (on: string) => page.get(`table [data-day="${on}"]`)
  const button = (name: string) => page.findAll('button').find((one) => one.text().includes(name))!
  return { page, router, asked, key, day, button }
}

describe('months and days', () => {
  it('lays a month out in whole weeks from Monday on', () => {
    const november = weeksOf('2026-11')
    expect(november).toHaveLength(6)
    expect([november[0]![0], november[5]![6]]).toEqual(['2026-10-26', '2026-12-06'])
    expect(weeksOf('2027-02')).toHaveLength(4) // Monday the first to Sunday the 28th
    expect(weeksOf('2026-01')[0]).toContain('2026-01-01')
    for (const month of ['2026-02', '2028-02', '2026-08']) {
      expect(weeksOf(month).flat()).toEqual(expect.arrayContaining(daysOf(month)))
      expect(weeksOf(month).flat().length).toBeLessThanOrEqual(62) // the most that the server shows
    }
  })

  it('goes over the end of a year, and knows what is a month and a day of one', () => {
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-11', 14)]).toEqual([
      '2027-01',
      '2025-12',
      '2028-01',
    ])
    expect([isMonth('2026-11'), isMonth('2026-13'), isMonth(''), isMonth('1899-01')]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect([isDayOf('2026-11-30', '2026-11'), isDayOf('2026-11-31', '2026-11')]).toEqual([true, false])
  })

  it('puts what is late before what is to come, and what is done last', () => {
    const list = byDay([
      item('2026-11-20', 'a', { state: 'done' }),
      item('2026-11-20', 'b'),
      item('2026-11-20', 'c', { state: 'late' }),
    ])
    expect(list.get('2026-11-20')!.map((one) => one.title)).toEqual(['c', 'b', 'a'])
  })

  it('rests as the calendar of working days says, else by the weekday', () => {
    const told = { on: '2026-10-10', working: true, special: true, known: true }
    expect([rests('2026-10-10', told), rests('2026-10-10', undefined)]).toEqual([false, true])
    expect([markOf(told), markOf({ ...told, working: false }), markOf({ ...told, special: false })]).toEqual([
      '班',
      '休',
      '',
    ])
  })
})

describe('the page', () => {
  it('shows the present month with all that lies in its weeks, each with a word and the way to it', async () => {
    const { page, asked, day } = await open('/calendar', () =>
      agenda([item('2026-11-30', '示例〔2026〕1号'), item('2026-12-02', '下月')]),
    )
    expect(page.get('h2').text()).toBe('2026年11月')
    expect(Object.fromEntries(asked()[0]!)).toEqual({ from: '2026-10-26', to: '2026-12-06' })
    const chip = day('2026-11-30').get('a')
    expect(chip.text()).toContain('协议')
    expect(chip.attributes('href')).toBe('/party/a1')
    expect(chip.attributes('aria-label')).toBe('协议到期，示例〔2026〕1号，示例社区')
    expect(day('2026-12-02').text()).toContain('下月')
    expect(day('2026-11-27').attributes('aria-current')).toBe('date')
    expect(day('2026-11-27').text()).toContain('今天')
    expect(page.get('[role=status]').text()).toBe('11月共 1 件')
  })

  it('says in words what is late and what is done', async () => {
    const { page, day } = await open('/calendar', () =>
      agenda([
        item('2026-11-20', '装扶手', { kind: 'commitment', kind_name: '承诺事项', state: 'late' }),
        item('2026-11-19', '开会', { kind: 'meeting', kind_name: '议事会', state: 'done' }),
      ]),
    )
    expect(day('2026-11-20').get('a').text()).toContain('逾期')
    expect(day('2026-11-20').get('a').attributes('aria-label')).toContain('已逾期')
    expect(day('2026-11-19').get('a').text()).toContain('✓')
    expect(page.get('[role=status]').text()).toContain('1 件已逾期')
  })

  it('folds more than three on a day, and opens the day with all of them', async () => {
    const many = [1, 2, 3, 4, 5].map((n) => item('2026-11-30', `第${n}件`))
    const { page, router, day } = await open('/calendar', () => agenda(many))
    expect(day('2026-11-30').findAll('li:not(.folded)')).toHaveLength(3)
    expect(day('2026-11-30').get('.more').text()).toContain('还有 2 件')

    await day('2026-11-30').get('.more').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ day: '2026-11-30' })
    const drawer = document.querySelector('[role=dialog]')!
    expect(drawer.textContent).toContain('5 件事项')
    expect(drawer.querySelectorAll('a')).toHaveLength(5)
    expect(page.exists()).toBe(true)
  })

  it('goes from month to month by button and arrow, and back to the present one', async () => {
    const { page, router, asked, key, button } = await open('/calendar', () => agenda([]))
    await key('ArrowRight')
    expect(page.get('h2').text()).toBe('2026年12月')
    expect(router.currentRoute.value.query).toEqual({ month: '2026-12' })
    expect(asked().at(-1)!.get('from')).toBe('2026-11-30')
    await button('下个月').trigger('click')
    await flushPromises()
    expect(page.get('h2').text()).toBe('2027年1月')
    await button('回到本月').trigger('click')
    await flushPromises()
    expect(page.get('h2').text()).toBe('2026年11月')
    expect(router.currentRoute.value.query).toEqual({})
    await key('ArrowLeft')
    expect(page.get('h2').text()).toBe('2026年10月')
  })

  it('keeps month and kind in the address', async () => {
    const { page, asked } = await open('/calendar?month=2027-03&kind=meeting', () => agenda([]))
    expect(page.get('h2').text()).toBe('2027年3月')
    expect(asked()[0]!.get('kind')).toBe('meeting')
    expect(page.get('[role=status]').text()).toBe('2027年3月没有“议事会”')
  })

  it('takes a month that is none for the present one', async () => {
    const { page } = await open('/calendar?month=2026-99&day=2026-11-31', () => agenda([]))
    expect(page.get('h2').text()).toBe('2026年11月')
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  it('marks days off and days on which one works for them, and says when they are guessed', async () => {
    const { page, day } = await open('/calendar?month=2026-10', () =>
      agenda([], {
        days: [
          { on: '2026-10-01', working: false, special: true, known: true },
          { on: '2026-10-10', working: true, special: true, known: false },
        ],
      }),
    )
    expect(day('2026-10-01').text()).toContain('休')
    expect(day('2026-10-10').text()).toContain('班')
    expect(day('2026-10-10').get('[role=img]').attributes('aria-label')).toBe(
      '10月10日，周六，工作日，没有事项',
    )
    expect(page.get('[role=status]').text()).toContain('还没有公布')
  })

  it('says that there is more than it lists', async () => {
    const { page } = await open('/calendar', () => agenda([], { cut: ['承诺事项', '协议到期'] }))
    expect(page.get('[role=alert]').text()).toContain('承诺事项、协议到期太多，只列出前 400 件')
  })

  it('says what went wrong and tries again', async () => {
    let away = true
    const { page, button } = await open('/calendar', () =>
      away ? refusal(503, 'app.unavailable', '系统繁忙，请稍后再试') : agenda([item('2026-11-30', '一件')]),
    )
    expect(page.get('[role=alert]').text()).toContain('系统繁忙')
    away = false
    await button('重试').trigger('click')
    await flushPromises()
    expect(page.find('table').exists()).toBe(true)
    expect(page.text()).toContain('一件')
  })

  it('is a list by day for a narrow window: the days that have something, and today', async () => {
    const { page } = await open('/calendar', () =>
      agenda([item('2026-11-20', '一件', { state: 'late' }), item('2026-12-02', '下月')]),
    )
    const days = page.findAll('section[data-day]').map((one) => one.attributes('data-day'))
    expect(days).toEqual(['2026-11-20', '2026-11-27'])
    expect(page.get('section[data-day="2026-11-20"]').text()).toContain('已逾期')
  })

  it('begins a narrow list with what is to be done, and folds the days before that are done', async () => {
    const items = [
      item('2026-11-02', '贴完了', { state: 'done' }),
      item('2026-11-07', '开过会', { state: 'done' }),
      item('2026-11-07', '又一件', { state: 'done' }),
      item('2026-11-20', '逾期的', { state: 'late' }),
      item('2026-11-20', '办完的', { state: 'done' }),
      item('2026-11-30', '要办的'),
    ]
    const { page, key, button } = await open('/calendar', () => agenda(items))
    const days = () => page.findAll('section[data-day]').map((one) => one.attributes('data-day')!.slice(8))
    expect(days()).toEqual(['20', '27', '30'])
    const fold = button('前面办完的 3 件')
    expect(fold.attributes('aria-expanded')).toBe('false')
    await fold.trigger('click')
    expect(days()).toEqual(['02', '07', '20', '27', '30'])
    expect(button('收起前面办完的').attributes('aria-expanded')).toBe('true')
    await key('ArrowRight')
    expect(button('前面办完的')).toBeUndefined()
  })

  it('folds nothing of a month that is over', async () => {
    const { page } = await open('/calendar?month=2026-10', () =>
      agenda([item('2026-10-09', '开过会', { state: 'done' })]),
    )
    expect(page.findAll('section[data-day]')).toHaveLength(1)
    expect(page.findAll('button').some((one) => one.text().includes('办完的'))).toBe(false)
  })

  it('keeps the place of who goes back to the present month by keyboard', async () => {
    const { page, button } = await open('/calendar?month=2027-03', () => agenda([]))
    const back = button('回到本月')
    ;(back.element as HTMLElement).focus()
    await back.trigger('click')
    await flushPromises()
    expect(page.findAll('button').some((one) => one.text().includes('回到本月'))).toBe(false)
    expect(document.activeElement).toBe(page.get('h2').element)
  })

  it('says on paper whose month it is and when it was printed', async () => {
    const { page } = await open('/calendar', () => agenda([]))
    expect(page.get('.on-paper').text()).toBe('第一岗位，示例社区，2026年11月27日打印')
    expect(page.get('caption').text()).toBe('2026年11月的日历')
  })

  it('names the keys where one points at a button', async () => {
    const { button } = await open('/calendar', () => agenda([]))
    expect(button('上个月').attributes('title')).toBe('键盘：左方向键')
    expect(button('下个月').attributes('title')).toBe('键盘：右方向键')
  })
})
