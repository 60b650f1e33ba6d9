import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { dialog, open, press, row, sent, whole, write } from '@tests/resources'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('the map of idle resources', () => {
  const point = (id: string, street: string, more = {}) => ({
    id,
    name: `第${id}处`,
    compound: '示例东里',
    street,
    street_id: `s-${street}`,
    stage: 'found',
    stage_name: '已摸排',
    stuck_name: null,
    latitude: 39.9 + Number(id) / 100,
    longitude: 116.2,
    ...more,
  })
  const routes = {
    'GET /staff/resources/map': () => ({
      items: [point('1', '东街道'), point('2', '西街道', { stage: 'running', stuck_name: '消防、规划审批' })],
      more: false,
    }),
    'GET /staff/resources': () => ({ items: [row('r1')], next: null }),
  }

  it('has the filters of the list, and keeps a street in the address', async () => {
    const { page, calls, router } = await open('/resources?view=map&stuck=true', routes, 'district')
    expect(calls.filter((call) => call.path === '/staff/resources')).toEqual([])
    expect(calls.find((call) => call.path === '/staff/resources/map')!.query.toString()).toBe('stuck=true')
    expect(page.findAll('.point').map((one) => one.attributes('aria-label'))).toEqual([
      '第1处，东街道，已摸排，示例东里',
      '第2处，西街道，已开放，示例东里，卡在：消防、规划审批',
    ])
    await page
      .findAll('.groups button')
      .find((one) => one.text().startsWith('西街道'))!
      .trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ view: 'map', stuck: 'true', street_id: 's-西街道' })
    expect(page.findAll('.point')).toHaveLength(2)
    await press('表格')
    const list = calls.filter((call) => call.path === '/staff/resources').at(-1)!
    expect([list.query.get('stuck'), list.query.get('street_id'), list.query.get('view')]).toEqual([
      'true',
      's-西街道',
      null,
    ])
  })

  it('opens a resource', async () => {
    const { page, router } = await open('/resources?view=map', routes, 'district')
    await page.findAll('.point')[1]!.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/resources/2')
  })
})

describe('a question to the owners', () => {
  it('is asked with the use and the plan', async () => {
    const { calls } = await open('/resources/r1', {
      'GET /staff/resources/r1': () => whole({ actions: ['ask'], use: 'canteen', use_name: '社区食堂' }),
      'POST /staff/resources/r1/actions/ask': () => whole({ version: 2 }),
    })
    await press('请业主表决')
    expect(dialog().textContent).toContain('表决的用途：社区食堂')
    await write('方案', '装 40 个充电口')
    await press('一个月后', dialog())
    await press('提交', dialog())
    expect(sent(calls)).toMatchObject([{ use: 'canteen', note: '装 40 个充电口', version: 1 }])
  })

  it('shows what they said and leads to the poll whoever may open it', async () => {
    const poll = (id: string, more = {}) => ({
      id,
      title: '“车棚”改作充电',
      use: 'charging',
      decides: true,
      kind_name: '业主大会书面表决',
      state: 'counted',
      state_name: '已计票',
      said: '20 户中 18 户投票：同意 6，不同意 11，弃权 1',
      outcome: 'failed',
      outcome_name: '没有通过',
      asked_at: '2026-10-20T01:00:00Z',
      concluded_at: '2026-11-20T01:00:00Z',
      may_open: true,
      ...more,
    })
    const running = { outcome: null, outcome_name: null, concluded_at: null, said: '', state_name: '草稿' }
    const { page } = await open('/resources/r1', {
      'GET /staff/resources/r1': () =>
        whole({ polls: [poll('p2', { ...running, may_open: false }), poll('p1')] }),
    })
    const [first, second] = page.findAll('.polls li')
    expect(first!.text()).toContain('计票以前不能定方案、开工和开放')
    expect(first!.find('a').exists()).toBe(false)
    expect(second!.text()).toContain('没有通过')
    expect(second!.text()).toContain('同意 6，不同意 11')
    expect(second!.find('a').attributes('href')).toBe('/polls/p1')
  })
})
