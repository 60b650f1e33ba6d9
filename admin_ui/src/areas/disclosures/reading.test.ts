import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import type { Call } from '@tests/fake-api'
import { brief, FORM, open, page, press, publication, version } from '@tests/disclosures'
import OverviewPage from './pages/OverviewPage.vue'
import PrintPage from './pages/PrintPage.vue'
import QuestionsPage from './pages/QuestionsPage.vue'
import RecordsPage from './pages/RecordsPage.vue'
import VersionPage from './pages/VersionPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const BASE = '/staff/disclosures'
const PAGES = {
  '/disclosures/overview': OverviewPage,
  '/disclosures/records': RecordsPage,
  '/disclosures/questions': QuestionsPage,
  '/disclosures/print': PrintPage,
  '/disclosures/versions/:id': VersionPage,
}
const go = (
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role?: Parameters<typeof open>[3],
) => open(address, PAGES, routes, role)
describe('what was', () => {
  it('shows every version with its seal, and what it changed', async () => {
    const hash = 'ab'.repeat(32)
    const { shown } = await go('/disclosures/versions/v1?tab=history', {
      [`GET ${BASE}/versions/v1`]: () => version({ state: 'published', number: 2, actions: [] }),
      [`GET ${BASE}/publications`]: () =>
        page({
          ...publication(),
          versions: [
            brief('v1', {
              number: 2,
              state: 'published',
              state_name: '已公示',
              hash,
              correction_reason: '少计一笔',
            }),
            brief('v0', {
              number: 1,
              state: 'superseded',
              state_name: '已被新版本代替',
              hash: 'c'.repeat(64),
            }),
          ],
        }),
      [`GET ${BASE}/versions/v1/changes`]: () => ({ against: { id: 'v0', number: 1 }, tables: [] }),
    })
    const rows = shown.get('ol').findAll('li')
    expect(rows[0]!.text()).toContain(hash)
    expect(rows[0]!.text()).toContain('更正原因：少计一笔')
    expect(rows[1]!.find('a[href="/disclosures/versions/v0"]').exists()).toBe(true)
    await press('看改了什么', rows[0]!.element)
    expect(rows[0]!.text()).toContain('内容没有变化')
  })

  it('lists publications by compound and form', async () => {
    const { shown, calls } = await go('/disclosures/records?compound=c1&form=fees', {
      [`GET ${BASE}/publications`]: () =>
        page({
          ...publication(),
          versions: [brief('v1', { number: 1, state: 'published', state_name: '已公示' })],
        }),
    })
    const asked = calls.find((call) => call.path === `${BASE}/publications`)!
    expect([asked.query.get('compound_id'), asked.query.get('form')]).toEqual(['c1', 'fees'])
    expect(shown.find('a[href="/p/ABC/d/v1"]').exists()).toBe(true)
  })
})

describe('questions of residents', () => {
  const asked = (id: string, more = {}) => ({
    id,
    version_id: 'v1',
    compound: { id: 'c1', name: '示例小区' },
    form: FORM.code,
    form_name: FORM.name,
    title: '收支情况',
    number: 1,
    anchor: 'head.total',
    label: '收入合计',
    shown: '3.00 元',
    reason: '怎么这么少',
    state: 'open',
    state_name: '待答复',
    asked_at: '2026-11-25T00:00:00Z',
    due_at: '2026-11-28T04:00:00Z',
    ticket_id: 't1',
    ticket_no: '26110001',
    answer: null,
    answered_at: null,
    ...more,
  })

  it('lead to the ticket in which they are answered, and show the answer', async () => {
    const answered = asked('o2', {
      state: 'answered',
      state_name: '已答复',
      due_at: null,
      answer: '停车费 9 月才开始收',
    })
    const { shown } = await go('/disclosures/questions', {
      [`GET ${BASE}/objections`]: () => page(asked('o1'), answered),
    })
    const rows = shown.findAll('ul.list > li')
    expect(rows[0]!.get('a[href="/tickets/t1"]').text()).toBe('去工单 26110001 答复')
    expect(rows[0]!.text()).toContain('还剩 2 天')
    expect(rows[1]!.text()).toContain('答复：停车费 9 月才开始收')
  })

  it('of this version only stand on its page', async () => {
    const { shown } = await go('/disclosures/versions/v1?tab=questions', {
      [`GET ${BASE}/versions/v1`]: () => version({ state: 'published', number: 1, actions: [] }),
      [`GET ${BASE}/objections`]: () => page(asked('o1'), asked('o2', { version_id: 'v8', label: '别的' })),
    })
    expect(shown.findAll('ul.list > li')).toHaveLength(1)
    expect(shown.text()).not.toContain('别的')
  })
})

describe('what is printed', () => {
  it('offers labels and sheets in both sizes', async () => {
    const { shown } = await go('/disclosures/print', {
      [`GET ${BASE}/publications`]: () =>
        page({
          ...publication(),
          versions: [brief('v1', { number: 1, state: 'published', valid_from: '2026-01-01' })],
        }),
    })
    await flushPromises()
    const links = () => shown.findAll('a[download]').map((one) => one.attributes('href'))
    const at = '/api/v1/staff/disclosures'
    expect(links()).toEqual([
      ...['gate', 'door', 'lift', 'bin'].map(
        (place) => `${at}/compounds/c1/label.pdf?place=${place}&size=A4`,
      ),
      `${at}/versions/v1/poster.pdf?size=A4`,
    ])
    await shown.get('input[value=A3]').setValue()
    expect(links().every((link) => link!.endsWith('size=A3'))).toBe(true)
  })
})

describe('the overview', () => {
  it('shows who is late, and the way to what residents see', async () => {
    const row = {
      compound: { id: 'c1', name: '示例小区' },
      compound_code: 'ABC',
      community_name: '示例社区',
      street_name: '某街道',
      company_name: '示例物业',
      published: 3,
      due: 1,
      overdue: 2,
      never: 4,
      overdue_since: '2026-10-17',
      objections_open: 1,
      objections: 5,
    }
    const { shown } = await go(
      '/disclosures/overview',
      {
        [`GET ${BASE}/overview`]: () =>
          page(row, { ...row, compound: { id: 'c2', name: '另一个' }, overdue: 0 }),
      },
      'street',
    )
    expect(shown.findAll('tbody tr')).toHaveLength(2)
    expect(shown.get('tbody').text()).toContain('最早 2026-10-17')
    expect(shown.find('a[href="/p/ABC"]').exists()).toBe(true)
    await press('有超期的', shown.get('[aria-label=只看]').element)
    await flushPromises()
    expect(shown.findAll('tbody tr')).toHaveLength(1)
  })
})
