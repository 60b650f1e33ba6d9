import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi } from '@tests/fake-api'
import AuditPage from './pages/AuditPage.vue'

enableAutoUnmount(afterEach)

const ROW = {
  id: '7',
  at: '2026-11-22T00:00:00Z',
  actor_name: '李社工',
  actor_post: '示例社区社区工作者',
  what: 'identity.home_approve',
  what_name: '通过房屋认证',
  subject: 'binding:0193c0de-0000-7000-8000-000000000001',
  subject_name: '房屋认证 王芳，示例小区 1号楼1单元101',
  details: [
    { name: '原来', value: '待审核' },
    { name: '改为', value: '已通过' },
  ],
}

async function open(query = '') {
  const calls = fakeApi({
    'GET /staff/audit': () => ({
      items: [ROW, { ...ROW, id: '6', actor_name: null, actor_post: null, details: [] }],
      next: null,
    }),
    'GET /staff/audit/acts': () => ({ items: [{ what: 'identity.home_approve', name: '通过房屋认证' }] }),
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/audit', component: AuditPage }],
  })
  await router.push('/audit' + query)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [createPinia(), PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls }
}

describe('audit log', () => {
  it('says who did what to what in words, and shows no id and no code', async () => {
    const text = (await open()).page.text()

    for (const words of [
      '李社工',
      '示例社区社区工作者',
      '通过房屋认证',
      '王芳，示例小区 1号楼1单元101',
      '原来：待审核；改为：已通过',
      '系统',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).not.toMatch(/0193c0de|binding|home_approve/)
  })

  it('narrows the log by what was done', async () => {
    const { calls } = await open('?what=identity.home_approve')

    const asked = calls.find((call) => call.path === '/staff/audit')
    expect(asked?.query.get('what')).toBe('identity.home_approve')
  })
})
