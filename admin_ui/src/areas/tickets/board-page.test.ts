import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { TicketItem } from '@/api/contract'
import { fakeApi, type Call } from '@tests/fake-api'
import { sampleTicket } from '@tests/samples'
import BoardPage from './pages/BoardPage.vue'
import TicketDue from './parts/TicketDue.vue'

enableAutoUnmount(afterEach)

async function show() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  const page = mount(BoardPage, {
    global: { plugins: [createPinia(), PiniaColada, router] },
    attachTo: document.body,
  })
  await flushPromises()
  return page
}

const COUNTS = { items: [{ state: 'dispatched', count: 45, capped: false }], next: null }

/** Forty-five dispatched orders in pages of twenty, and nothing elsewhere. */
function serveDispatched({ query }: Call) {
  if (query.get('state') !== 'dispatched') return { items: [], next: null }
  const from = Number(query.get('cursor') ?? 0)
  const upTo = Math.min(from + Number(query.get('limit')), 45)
  const items = Array.from({ length: upTo - from }, (_, n) => sampleTicket({ id: `t${from + n}` }))
  return { items, next: upTo < 45 ? String(upTo) : null }
}

describe('the board', () => {
  it('reads each column by deadline and goes on to its very end', async () => {
    const calls = fakeApi({
      'GET /staff/tickets': serveDispatched,
      'GET /staff/tickets/counts': () => COUNTS,
      'GET /staff/compounds': () => ({ items: [], next: null }),
    })
    const page = await show()
    const asked = calls.filter((call) => call.path === '/staff/tickets').map(({ query }) => query)
    expect(new Map(asked.map((query) => [query.get('state'), query.get('sort')]))).toEqual(
      new Map([
        ['submitted', 'due'],
        ['dispatched', 'due'],
        ['accepted', 'due'],
        ['in_progress', 'due'],
        ['suspended', 'review'],
        ['awaiting_confirmation', 'due'],
      ]),
    )
    const column = page.get('[aria-label="已派单"]')
    expect(column.get('h2').text()).toBe('已派单45')
    for (const shown of [20, 40]) {
      expect(column.findAll('article')).toHaveLength(shown)
      await column.get('button').trigger('click')
      await flushPromises()
    }
    expect(column.findAll('article')).toHaveLength(45)
    expect(column.find('button').exists()).toBe(false)
  })
})

describe('an order that stands still', () => {
  const now = new Date('2026-11-26T04:00:00Z')
  const words = (over: Partial<TicketItem>) =>
    mount(TicketDue, { props: { now, ticket: sampleTicket({ state: 'suspended', ...over }) } }).text()

  it('says when the hard case is looked at again, and that the day has passed', () => {
    const shelved = { cause: 'shelved', suspended_until: '2026-12-20T02:00:00Z' }
    expect(words(shelved)).toBe('2026-12-20 复核挂账，暂停计时')
    expect(words({ ...shelved, suspended_until: '2026-11-20T02:00:00Z' })).toContain('2026-11-20 已该复核')
  })

  it('says until when it waits for parts or for an answer', () => {
    const until = { suspended_until: '2026-11-27T02:00:00Z' }
    expect(words({ cause: 'parts', ...until })).toContain('明天 10:00 恢复办理')
    expect(words({ cause: 'resident', ...until })).toContain('明天 10:00 前等补充')
  })
})
