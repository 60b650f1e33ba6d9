import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import CallbackDeskPage from './pages/CallbackDeskPage.vue'
import { monthsBack, percent, withinQuery } from './words'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T04:00:00Z'), toFake: ['Date'] })
  window.matchMedia = ((query: string) => ({ matches: query.includes('min-width') })) as never
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const call = (id: string, more = {}) => ({
  id,
  ticket_id: 't' + id,
  no: 'BG26112300' + id,
  round: 1,
  state: 'open',
  state_name: '待回访',
  version: 3,
  category_name: '屋面漏雨',
  place_text: '示例东里 1 号楼',
  description: '顶楼漏雨',
  person_name: '居民' + id,
  organisation_name: '示例物业',
  is_reporter: true,
  has_phone: true,
  tries: 0,
  last_try_at: null,
  next_try_at: null,
  finished_at: '2026-11-22T02:00:00Z',
  finish_due_at: '2026-11-23T02:00:00Z',
  outcome: null,
  satisfaction: null,
  satisfaction_name: null,
  excluded: false,
  actions: ['answer', 'missed', 'reveal'],
  ...more,
})
const whole = (id: string, more = {}) => ({
  ...call(id),
  script: ['您好', '问题解决了吗？'],
  blocked: null,
  attempts: [],
  ...more,
})

async function open(routes: Record<string, (call: Call) => unknown>, role: Role = 'community') {
  const calls = fakeApi({ 'GET /me': () => sampleMe(role), ...routes })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/callbacks', component: CallbackDeskPage },
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia = createPinia()
  await router.push('/callbacks')
  useSession(pinia).me = sampleMe(role)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  for (let round = 0; round < 4; round++) await flushPromises()
  return { page, calls, router }
}

const desk = (more: Record<string, (call: Call) => unknown> = {}) => ({
  'GET /staff/callbacks': () => ({ items: [call('1'), call('2')], next: null }),
  'GET /staff/callbacks/1': () => whole('1'),
  'GET /staff/callbacks/2': () => whole('2'),
  ...more,
})
const key = async (name: string) => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: name }))
  await flushPromises()
}
const posted = (calls: Call[], end: string) =>
  calls.filter((one) => one.method === 'POST' && one.path.endsWith(end))
const press = async (words: string) => {
  const found = [...document.querySelectorAll('button')].filter((one) => one.textContent!.trim() === words)
  found.at(-1)!.click()
  await flushPromises()
}

describe('the desk', () => {
  it('opens the one who waits longest with the words to say, and takes an answer by keys alone', async () => {
    const { page, calls } = await open(
      desk({ 'POST /staff/callbacks/1/actions/answer': () => whole('1', { state: 'answered' }) }),
    )
    expect(page.get('article').text()).toContain('居民1')
    expect(page.get('.script').text()).toContain('问题解决了吗？')
    for (const name of ['7', '1', '5', 's']) await key(name)
    await flushPromises()

    expect(posted(calls, '/answer')[0]!.body).toEqual({
      version: 3,
      outcome: 'solved',
      satisfaction: 'fair',
      contacted: true,
      reason: '',
      channel: 'phone',
    })
    expect(page.get('article').text()).toContain('居民2') // the next one comes by itself
    expect(page.findAll('.call-row')).toHaveLength(1)
  })

  it('wants a reason when it is not solved, before it asks the server', async () => {
    const { page, calls } = await open(desk())
    for (const name of ['3', '6', 's']) await key(name)

    expect(page.text()).toContain('请记下原因')
    expect(posted(calls, '/answer')).toHaveLength(0)
  })

  it('counts a missed call, and puts who is better called later below', async () => {
    const later = '2026-11-23T07:00:00Z'
    const { page, calls } = await open(
      desk({
        'POST /staff/callbacks/1/actions/missed': () =>
          whole('1', { tries: 1, version: 4, next_try_at: later }),
      }),
    )
    await press('没接通')
    await flushPromises()

    expect(posted(calls, '/missed')[0]!.body).toEqual({ version: 3, note: '' })
    expect(page.findAll('.list section').map((one) => one.get('h2').text())).toEqual([
      '现在可以打',
      '稍后再打',
    ])
    expect(page.findAll('.list section')[1]!.text()).toContain('今天 15:00 后再打')
  })

  it('says why the handling side may not call, and offers nothing', async () => {
    const blocked = '承办单位和承办人不能回访自己办的事，请由上一级回访'
    const { page } = await open(
      desk({
        'GET /staff/callbacks': () => ({ items: [call('1', { actions: [] })], next: null }),
        'GET /staff/callbacks/1': () => whole('1', { actions: [], blocked }),
      }),
    )
    expect(page.text()).toContain(blocked)
    expect(page.find('form.answers').exists()).toBe(false)
    expect(page.text()).not.toContain('查看电话号码')
    expect(page.get('.call-row').text()).toContain('由上一级回访')
  })

  it('keeps what was taken down when somebody was faster', async () => {
    const { page } = await open(
      desk({
        'POST /staff/callbacks/1/actions/answer': () => refusal(409, 'app.conflict', '这件事已经回访过了'),
      }),
    )
    for (const name of ['1', '4', 's']) await key(name)
    await flushPromises()

    expect(page.get('[role=alert]').text()).toBe('这件事已经回访过了')
    expect(page.findAll('[aria-checked=true]').map((one) => one.text())).toEqual(['解决了1', '满意4'])
  })

  it('corrects an answer with the reason why', async () => {
    const done = { state: 'answered', outcome: 'solved', satisfaction_name: '满意', actions: ['correct'] }
    const { calls } = await open(
      desk({
        'GET /staff/callbacks/1': () => whole('1', done),
        'POST /staff/callbacks/1/actions/correct': () => whole('1', done),
      }),
    )
    await key('2')
    await key('5')
    const [reason, why] = [
      ...document.querySelectorAll<HTMLInputElement>('form.answers textarea, form.answers .el-input input'),
    ]
    for (const [field, text] of [
      [reason!, '还剩一点'],
      [why!, '听错了'],
    ] as const) {
      field.value = text
      field.dispatchEvent(new Event('input'))
    }
    await flushPromises()
    await key('s')

    expect(posted(calls, '/correct')[0]!.body).toMatchObject({
      outcome: 'partly',
      reason: '还剩一点',
      why: '听错了',
    })
  })
})

describe('the number', () => {
  it('is shown for a reason, after the password', async () => {
    let proven = false
    const { page, calls } = await open(
      desk({
        'POST /staff/callbacks/1/reveal': () =>
          proven ? { phone: '13812345678' } : refusal(403, 'auth.step_up_needed', '请再输入一次密码'),
        'POST /auth/step-up': () => ((proven = true), undefined),
      }),
    )
    expect(page.text()).not.toContain('13812345678')
    await press('查看电话号码')
    await press('查看')
    const password = document.querySelector<HTMLInputElement>('input[type=password]')!
    password.value = 'secret'
    password.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('确认并查看')
    await flushPromises()

    expect(posted(calls, '/step-up')[0]!.body).toEqual({ password: 'secret' })
    expect(posted(calls, '/reveal').at(-1)!.body).toEqual({ reason: 'callback' })
    expect(page.get('a[href="tel:13812345678"]').text()).toBe('13812345678')
  })
})

describe('words', () => {
  it('writes a rate with one decimal, and nothing where nothing was counted', () => {
    expect(percent(923)).toBe('92.3%')
    expect(percent(1000)).toBe('100.0%')
    expect(percent(null)).toBe('—')
  })

  it('counts months in Beijing, across the year', () => {
    expect(monthsBack(3, new Date('2026-12-31T17:00:00Z'))).toEqual(['2027-01', '2026-12', '2026-11'])
  })

  it('turns a chosen place into the filter of the API', () => {
    expect(withinQuery('street:s1')).toEqual({ street_id: 's1' })
    expect(withinQuery('')).toEqual({})
  })
})
