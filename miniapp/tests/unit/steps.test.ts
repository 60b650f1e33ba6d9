import { beforeEach, expect, test, vi } from 'vitest'
import { problem, signedInPhone, type Phone } from './fakeUni'

vi.mock('@/core/photoStore', () => ({
  keepPhoto: ({ path }: { path: string }) => Promise.resolve(path),
  photoSource: (key: string) => Promise.resolve({ path: key }),
  dropPhoto: () => Promise.resolve(),
}))

const MOVES: Record<string, [string, string]> = {
  accept: ['dispatched', 'accepted'],
  start: ['accepted', 'in_progress'],
  finish: ['in_progress', 'awaiting_confirmation'],
}

let phone: Phone
let ticket: { id: string; state: string; version: number; timeline: { action: string }[] }

/** A server with the table of moves; `lose` swallows the answer of that action once. */
function serveTicket(lose = '') {
  let left = lose
  phone.serve((call) => {
    if (call.path === '/media') return { status: 201, body: { id: 'm-1' } }
    if (call.method === 'GET') return { body: ticket }
    const action = call.path.split('/').at(-1) as string
    const [from, to] = MOVES[action]
    if (ticket.state !== from)
      return { status: 409, body: problem('tickets.move_not_possible', '状态不允许') }
    if ((call.data as { version: number }).version !== ticket.version) {
      return { status: 409, body: problem('app.conflict', '刚刚被别人改过') }
    }
    ticket = { ...ticket, state: to, version: ticket.version + 1, timeline: [...ticket.timeline, { action }] }
    const lost = left === action
    if (lost) left = ''
    return { body: ticket, lost }
  })
}

const step = (action: string, version = ticket.version) => ({
  ticketId: 't-1',
  ticketNo: '0001',
  action,
  name: action,
  version,
  body: action === 'finish' ? { note: '修好了' } : {},
  photos: action === 'finish' ? [{ key: 'wxfile://1', sendKey: 'send-key-1', mediaId: null }] : [],
})

const moves = () =>
  phone.calls.filter((call) => call.path.includes('/actions/')).map((c) => c.path.split('/').at(-1))

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-repair')
  ticket = { id: 't-1', state: 'dispatched', version: 2, timeline: [{ action: 'dispatch' }] }
  serveTicket()
})

test('with network a step goes out at once', async () => {
  const { takeStep, steps, latestTicket } = await import('@/core/steps')
  await takeStep(step('accept'))
  expect(moves()).toEqual(['accept'])
  expect(steps.value).toEqual([])
  expect(latestTicket('t-1')).toMatchObject({ state: 'accepted', version: 3 })
})

test('three steps in a basement go out in order, once, with the photo, after a reload', async () => {
  phone.online = false
  const { takeStep, stepsFor } = await import('@/core/steps')
  for (const action of ['accept', 'start', 'finish']) await takeStep(step(action, 2))
  expect(stepsFor('t-1').map((one) => one.state)).toEqual(['waiting', 'waiting', 'waiting'])

  phone.reload()
  phone.online = true
  const later = await import('@/core/steps')
  await Promise.all([later.sendSteps(), later.sendSteps()])

  expect(moves()).toEqual(['accept', 'start', 'finish'])
  expect(ticket).toMatchObject({ state: 'awaiting_confirmation', version: 5 })
  expect(phone.calls.at(-1)?.data).toEqual({ note: '修好了', version: 4, media_ids: ['m-1'] })
  expect(later.steps.value).toEqual([])
  expect(phone.storage.get('hfw.steps')).toBe('[]')
})

test('a step whose answer was lost is recognised as done, and the next one follows', async () => {
  serveTicket('accept')
  const { takeStep, sendSteps, steps } = await import('@/core/steps')
  await takeStep(step('accept'))
  await takeStep(step('start', 2))
  await sendSteps()
  expect(ticket).toMatchObject({ state: 'in_progress', version: 4 })
  expect(steps.value).toEqual([])
})

test('somebody was faster: the step is refused with its words and what follows stays behind', async () => {
  phone.online = false
  const { takeStep, sendSteps, stepsFor } = await import('@/core/steps')
  await takeStep(step('accept'))
  await takeStep(step('start', 2))
  ticket = { ...ticket, version: 9 }
  phone.online = true
  await sendSteps()
  expect(stepsFor('t-1').map((one) => [one.action, one.state])).toEqual([
    ['accept', 'refused'],
    ['start', 'waiting'],
  ])
  expect(stepsFor('t-1')[0].problem).toBe('刚刚被别人改过')
  expect(moves()).toEqual(['accept'])
})

test('a refused step can be tried on the newest form, or dropped', async () => {
  const { takeStep, retryStep, dropStep, stepsFor } = await import('@/core/steps')
  await takeStep(step('accept', 1))
  const [refused] = stepsFor('t-1')
  expect(refused.state).toBe('refused')
  await retryStep(refused.id, 2)
  expect(ticket.state).toBe('accepted')

  await takeStep(step('accept', 3))
  await dropStep(stepsFor('t-1')[0].id)
  expect(stepsFor('t-1')).toEqual([])
})

test('a second tap on the same step adds nothing', async () => {
  phone.online = false
  const { takeStep, stepsFor } = await import('@/core/steps')
  await Promise.all([takeStep(step('accept')), takeStep(step('accept'))])
  expect(stepsFor('t-1')).toHaveLength(1)
})

test('the network comes back while an attempt is failing: the step still goes out by itself', async () => {
  phone.online = false
  const { takeStep, sendSteps, steps } = await import('@/core/steps')
  const failing = takeStep(step('accept'))
  await new Promise((resolve) => setTimeout(resolve, 5))
  phone.online = true
  const again = sendSteps()
  await Promise.all([failing, again])
  expect(steps.value).toEqual([])
  expect(moves()).toEqual(['accept'])
})

test('a photo taken on arrival goes along with the start', async () => {
  ticket = { ...ticket, state: 'accepted' }
  const { takeStep } = await import('@/core/steps')
  const photos = [{ key: 'wxfile://1', sendKey: 'send-key-1', mediaId: null }]
  await takeStep({ ...step('start'), photos })
  expect(phone.calls.at(-1)?.data).toEqual({ version: 2, media_ids: ['m-1'] })
})
