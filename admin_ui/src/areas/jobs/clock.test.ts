import { afterEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { fakeApi } from '@tests/fake-api'
import { question } from '@/ui/confirm'
import JobsPage from './pages/JobsPage.vue'

enableAutoUnmount(afterEach)

async function page(held: boolean) {
  let held_at: string | null = held ? '2026-11-26T01:00:00Z' : null
  const calls = fakeApi({
    'GET /staff/jobs': () => ({ items: [], next: null }),
    'GET /staff/jobs/health': () => ({
      oldest_seconds: 1,
      waiting: 0,
      dead: 0,
      held_at,
      jumped_seconds: held ? 3 * 86400 : null,
      actions: held_at ? ['release'] : [],
    }),
    'POST /staff/jobs/clock/actions/release': () => {
      held_at = null
    },
  })
  const shown = mount(JobsPage, {
    global: { plugins: [createPinia(), PiniaColada], stubs: { RouterLink: true } },
  })
  await flushPromises()
  return { shown, calls }
}

it('says nothing of the clock while it goes right', async () => {
  expect((await page(false)).shown.find('[role=alert]').exists()).toBe(false)
})

it('lets a person go on after he said that the time is right', async () => {
  const { shown, calls } = await page(true)
  expect(shown.get('[role=alert]').text()).toContain('快了 3 天')
  await shown.get('[role=alert] button').trigger('click')
  expect(calls.some((call) => call.method === 'POST')).toBe(false)
  question.value!.answer(true)
  await flushPromises()
  expect(calls.some((call) => call.method === 'POST')).toBe(true)
  expect(shown.find('[role=alert]').exists()).toBe(false)
})
