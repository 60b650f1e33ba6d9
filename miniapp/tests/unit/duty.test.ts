import { beforeEach, expect, test, vi } from 'vitest'
import { shiftLine, whereOf } from '@/areas/staff/shifts'
import type { TicketItem } from '@/core/types'
import { problem, signedInPhone, type Phone } from './fakeUni'

let phone: Phone
const order = { id: 't-1', no: '0001', version: 3, actions: ['accept'], late: false } as TicketItem
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()
const now = new Date(2026, 10, 23, 12)

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-repair')
})

test('a shift is said as people say it', () => {
  expect(shiftLine({ starts_at: at(23, 8), ends_at: at(23, 20) }, now)).toBe('今天 8:00 到 20:00')
  expect(shiftLine({ starts_at: at(23, 20), ends_at: at(24, 8) }, now)).toBe('今天 20:00 到明天 8:00')
  expect(shiftLine({ starts_at: at(27, 8), ends_at: at(27, 20) }, now)).toBe('11月27日 周五 8:00 到 20:00')
  expect(whereOf({ compound: null })).toBe('本单位全部小区')
  expect(whereOf({ compound: { id: 'c', name: '示例东里' } })).toBe('示例东里')
})

test('a repair worker looks into the pool, others at all that nobody has accepted', async () => {
  phone.serve(() => ({ body: { items: [], next: null } }))
  const { listJobs } = await import('@/areas/staff/api')
  await listJobs('take', null, true)
  await listJobs('take', null)
  await listJobs('mine', null, true)
  expect(phone.calls.map((call) => call.path.split('?')[0])).toEqual([
    '/staff/duty/pool',
    '/staff/tickets',
    '/staff/tickets',
  ])
})

test.each([
  [200, '', 'mine'],
  [409, 'app.conflict', 'changed'],
  [409, 'tickets.move_not_possible', 'gone'],
  [403, 'auth.forbidden', 'gone'],
  [404, 'app.not_found', 'gone'],
])('an order answered with %i %s is %s', async (status, code, taken) => {
  phone.serve(() => ({ status, body: status === 200 ? order : problem(code, '没有成功') }))
  const { takeOrder } = await import('@/areas/staff/api')
  expect(await takeOrder(order)).toBe(taken)
  expect(phone.calls[0]).toMatchObject({ path: '/staff/tickets/t-1/actions/accept', data: { version: 3 } })
})

test('without network an order is not taken, and nothing is kept to take it later', async () => {
  phone.online = false
  const { takeOrder } = await import('@/areas/staff/api')
  const { steps } = await import('@/core/steps')
  await expect(takeOrder(order)).rejects.toMatchObject({ status: 0 })
  expect(steps.value).toEqual([])
})

test('two taps take one order', async () => {
  const showToast = vi.fn()
  Object.assign(uni, { showToast, stopPullDownRefresh: vi.fn() })
  phone.serve((call) => ({ body: call.method === 'POST' ? order : { items: [], next: null } }))
  const { useJobs } = await import('@/areas/staff/useJobs')
  const jobs = useJobs()
  await Promise.all([jobs.take(order), jobs.take(order)])
  expect(phone.calls.filter((call) => call.method === 'POST')).toHaveLength(1)
  expect(showToast).toHaveBeenCalledWith(expect.objectContaining({ title: '接到了，去“我的活”里办' }))
  expect(jobs.taking.value).toBe('')
})
