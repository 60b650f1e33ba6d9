import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { question } from '@/ui/confirm'
import MessagesPage from './pages/MessagesPage.vue'
import { LISTS } from './words'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const message = (id: string, state: string, actions: string[], more = {}) => ({
  id,
  channel: 'wechat',
  channel_name: '微信',
  ticket_no: '261123000001',
  urgent: false,
  recipient: '',
  receipt: '',
  template: 'progress',
  template_name: '办理进度提醒',
  state,
  state_name: state === 'unknown' ? '结果不明' : '未发送',
  reason: '发送时程序中断，不知道是否送达',
  attempts: 1,
  created_at: '2026-11-23T01:00:00Z',
  sent_at: null,
  actions,
  ...more,
})
const count = (state: string, number: number, oldest_at: string | null = null) => ({
  state,
  count: number,
  oldest_at,
})

async function open(
  items: unknown[],
  counts: unknown[] = [],
  routes: Record<string, (call: Call) => unknown> = {},
) {
  const calls = fakeApi({
    'GET /staff/deliveries': () => ({ items, next: null }),
    'GET /staff/deliveries/counts': () => ({ items: counts, next: null }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/messages', component: MessagesPage }],
  })
  await router.push('/messages')
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [createPinia(), PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls }
}

const press = async (words: string) => {
  const found = [...document.querySelectorAll('button')].find((one) =>
    one.textContent!.trim().startsWith(words),
  )
  found!.click()
  await flushPromises()
}
const sent = (calls: Call[]) => calls.filter((call) => call.method === 'POST').map((call) => call.path)

describe('messages that leave the product', () => {
  it('shows the unclear ones first, with why, and how many there are of each', async () => {
    const { page, calls } = await open(
      [message('a', 'unknown', ['resend', 'mark_sent', 'mark_failed'])],
      [count('unknown', 1), count('failed', 1000), count('planned', 0), count('sending', 0)],
    )
    expect(calls.find((call) => call.path === '/staff/deliveries')!.query.get('state')).toBe('unknown')
    expect(page.text()).toContain('发送时程序中断，不知道是否送达')
    expect(page.findAll('.tabs button').map((tab) => tab.text())).toEqual([
      '结果不明1',
      '未发送1000+',
      '待发送',
      '发送中',
      '已发送',
      '不用发',
    ])
  })

  it('asks before an unclear one is sent again, and leaves it when one thinks better of it', async () => {
    const { page, calls } = await open(
      [message('a', 'unknown', ['resend', 'mark_sent', 'mark_failed'])],
      [],
      {
        'POST /staff/deliveries/a/actions/resend': () => message('a', 'planned', []),
      },
    )
    await press('再发一次')
    expect(question.value!.text).toContain('可能收到两条')
    question.value!.answer(false)
    await flushPromises()
    expect(sent(calls)).toEqual([])

    await press('再发一次')
    question.value!.answer(true)
    await flushPromises()
    expect(sent(calls)).toEqual(['/staff/deliveries/a/actions/resend'])
    expect(page.text()).toContain('没有结果不明的消息')
  })

  it.each([
    ['unknown', '按已发送处理', 'mark_sent'],
    ['unknown', '按未发送处理', 'mark_failed'],
    ['failed', '不再发送', 'mark_failed'],
    ['failed', '再发一次', 'resend'],
  ])('decides about one that is %s: %s', async (state, words, action) => {
    const actions = state === 'unknown' ? ['resend', 'mark_sent', 'mark_failed'] : ['resend', 'mark_failed']
    const { calls } = await open([message('a', state, actions)], [], {
      [`POST /staff/deliveries/a/actions/${action}`]: () => message('a', 'failed', []),
    })
    await press(words)
    expect(sent(calls)).toEqual([`/staff/deliveries/a/actions/${action}`])
  })

  it('says why a message cannot be sent again, and shows it as it is now', async () => {
    const { calls } = await open([message('a', 'failed', ['resend'])], [], {
      'POST /staff/deliveries/a/actions/resend': () =>
        refusal(409, 'notify.no_permission', '本人没有同意再收一条微信消息，不能重发；站内消息不受影响'),
    })
    await press('再发一次')
    const { notes } = await import('@/core/notes')
    expect(notes.at(-1)!.text).toContain('没有同意再收')
    expect(calls.filter((call) => call.path === '/staff/deliveries')).toHaveLength(2)
  })

  it('warns when a message waits for long', async () => {
    const { page } = await open([], [count('planned', 3, '2026-11-23T01:00:00Z')])
    expect(page.get('.stuck').text()).toContain('3 小时')
    const soon = await open([], [count('planned', 3, '2026-11-23T03:45:00Z')])
    expect(soon.page.find('.stuck').exists()).toBe(false)
  })

  it('asks for each list, and has a sentence for an empty one', async () => {
    const { page, calls } = await open([])
    for (const one of LISTS) {
      await press(one.label)
      expect(
        calls
          .filter((call) => call.path === '/staff/deliveries')
          .at(-1)!
          .query.get('state'),
      ).toBe(one.value)
      expect(page.text()).toContain(one.none)
    }
  })
})
