import { afterEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { fakeApi } from '@tests/fake-api'
import { useSession } from '@/core/session'
import WorkMessages from './parts/WorkMessages.vue'

enableAutoUnmount(afterEach)
vi.mock('@/ui/confirm', () => ({ confirmAct: async () => true }))

async function open(wechat: boolean, posts = [{ id: 'p1', active: true }]) {
  let tied = wechat
  const calls = fakeApi({
    'GET /auth/session': () => ({ csrf_token: 't' }),
    'GET /me': () => ({ person: { id: 'me', wechat: tied }, posts }),
    'DELETE /me/wechat': () => {
      tied = false
    },
  })
  setActivePinia(createPinia())
  await useSession().resume()
  return { calls, box: mount(WorkMessages) }
}

describe('messages about work by WeChat', () => {
  it('says how to begin, which only a phone can', async () => {
    const { box } = await open(false)

    expect(box.text()).toContain('点“新活用微信告诉我”')
    expect(box.find('button').exists()).toBe(false)
  })

  it('ends them here too', async () => {
    const { box, calls } = await open(true)
    expect(box.text()).toContain('会发到您绑定的微信')

    await box.find('button').trigger('click')
    await flushPromises()

    expect(calls.map((call) => `${call.method} ${call.path}`)).toContain('DELETE /me/wechat')
    expect(box.text()).toContain('还没有打开')
  })

  it('is nothing for somebody without a post', async () => {
    const { box } = await open(false, [])

    expect(box.find('section').exists()).toBe(false)
  })
})
