import { beforeEach, expect, test, vi } from 'vitest'
import { CAUSES } from '@/areas/staff/words'
import { signedInPhone, type Phone } from './fakeUni'

let phone: Phone
const now = new Date(2026, 10, 23, 12)

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-repair')
})

async function suspending() {
  const { useStepForm } = await import('@/areas/staff/useStepForm')
  const step = useStepForm()
  step.open('t-1', 'suspend')
  return step
}

test('why work stands still is asked, and goes along as the server calls it', async () => {
  const step = await suspending()
  step.change({ note: '等人' })
  expect(step.ready()).toBeNull()
  expect(step.missing.value).toContain('为什么要停')
  step.chooseCause('parts')
  expect(step.ready()?.body).toMatchObject({ cause: 'parts', note: '等人' })
})

test('one tap is enough where the cause says it all, but not for another reason', async () => {
  const step = await suspending()
  step.chooseCause('weather')
  expect(step.ready()?.body).toMatchObject({ cause: 'weather', note: '天气原因' })
  step.chooseCause('access')
  expect(step.form.value.note).toBe('住户不在家，另约时间')
  step.chooseCause('other')
  expect(step.form.value.note).toBe('')
  expect(step.ready()).toBeNull()
})

test('the causes are those that a worker may choose', () => {
  expect(CAUSES.map((one) => one.value)).toEqual(['parts', 'access', 'third_party', 'weather', 'other'])
})

test('nobody is offered a day beyond what is left of the round', async () => {
  const { lastDay } = await import('@/areas/staff/useStepForm')
  expect(lastDay(2, now)).toBe('2026-11-24') // the 25th at six in the evening is more than two days ahead
  expect(lastDay(2, new Date(2026, 10, 23, 19))).toBe('2026-11-25')
  expect(lastDay(1, now)).toBe('2026-11-23')
  expect(lastDay(0, now)).toBe('')
})

test('whom one may only ask to take it over is not offered as its new owner', async () => {
  const people = [{ id: 'p-9', name: '孙师傅', title: '维修人员', open: 3 }]
  const organisations = [{ id: 'o-1', name: '示例供热', kind_name: '专业运营单位' }]
  phone.serve(() => ({
    body: { organisations, organisations_for: ['transfer'], people, people_for: ['reassign'] },
  }))
  const { newOwners } = await import('@/areas/staff/api')
  expect(await newOwners('t-1')).toEqual({ organisations: [], people })
})

test('a conflict that says how things stand now is said in plain words only', async () => {
  const fields = { version: 4, state: 'closed', actions: [] }
  const { ApiError } = await import('@/core/http')
  const error = new ApiError(409, 'app.conflict', '内容已被他人更新', fields as never)
  expect(error.sentence).toBe('内容已被他人更新')
})
