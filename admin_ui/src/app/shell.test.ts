import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { fakeApi, refusal } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import App from './App.vue'
import { homeOf, navFor, router } from './router'

enableAutoUnmount(afterEach)
beforeEach(async () => {
  await router.replace('/')
})

async function open() {
  const app = mount(App, {
    global: { plugins: [createPinia(), PiniaColada, router] },
    attachTo: document.body,
  })
  return app
}

/** Wait until something holds: lazy pages arrive in their own time. */
const until = (holds: () => void) => vi.waitFor(holds, { timeout: 8_000, interval: 20 })
const path = () => router.currentRoute.value.path

const EMPTY = { items: [], next: null }
const signedIn = (me: () => unknown) => ({
  'GET /auth/session': () => ({ csrf_token: 't', kind: 'cookie', expires_at: '' }),
  'GET /me': me,
  'GET /inbox/unread': () => ({ count: 0 }),
  'GET /staff/todo': () => ({ groups: [] }),
  'GET /staff/people': () => EMPTY,
})

describe('the frame', () => {
  it('shows each role its own navigation', () => {
    const parts = (role: Parameters<typeof navFor>[0]) =>
      navFor(role).map((part) => [part.title, ...part.entries.map((entry) => entry.label)])
    const labels = (role: Parameters<typeof navFor>[0]) =>
      navFor(role).flatMap((part) => part.entries.map((entry) => entry.label))
    expect(parts('community')).toEqual([
      ['我的工作', '待办', '日历', '工单', '工单看板', '督办', '代居民报事'],
      ['接诉与回访', '值班与派单', '未诉先办', '回访台', '三率', '内容复核'],
      ['党建与共治', '党建联建', '议事厅', '业主表决', '业委会和物管会'],
      ['物业服务', '服务标准', '信息公示', '闲置资源', '后期管护'],
      ['小区与人员', '房屋认证', '小区台账'],
      ['消息与系统', '工作日历', '消息'],
    ])
    expect(parts('auditor')).toEqual([['消息与系统', '审计日志', '消息']]) // no empty heading
    expect(labels('district')).toContain('回访台')
    expect(labels('sysadmin')).toEqual([
      '人员与岗位',
      '小区台账',
      '外部系统',
      '消息发送',
      '后台任务',
      '工作日历',
      '消息',
    ])
    expect(labels(null)).toEqual(['消息'])
    for (const role of ['street', 'district'] as const) expect(labels(role)).toContain('派单规则')
    expect(labels('manager')).not.toContain('派单规则')
    expect(homeOf('repair')).toBe('/todo')
    expect(homeOf('auditor')).toBe('/audit')
  })

  it('sends who is not signed in to the sign-in page, and remembers where he wanted to go', async () => {
    fakeApi({ 'GET /auth/session': () => refusal(401, 'auth.not_signed_in', '请先登录') })
    await router.replace('/tickets?state=closed')
    const app = await open()

    await until(() => expect(app.text()).toContain('工作人员登录'))
    expect(path()).toBe('/sign-in')
    expect(router.currentRoute.value.query.to).toBe('/tickets?state=closed')
  })

  it('changes navigation and page when another post is chosen', async () => {
    const calls = fakeApi({
      ...signedIn(() => sampleMe('community')),
      'POST /auth/post': () => sampleMe('community', 'b'),
    })
    const app = await open()
    await until(() => expect(app.text()).toContain('都办完了'))
    expect(path()).toBe('/todo')

    await app.get('button[aria-label=切换岗位]').trigger('click')
    await app.findAll('[role=menuitemradio]')[1]!.trigger('click')
    await until(() => expect(app.find('h1').text()).toBe('人员与岗位'))

    expect(calls.find((call) => call.path === '/auth/post')?.body).toEqual({ post_id: 'b' })
    expect(path()).toBe('/people')
    expect(app.get('nav').text()).toContain('人员与岗位')
    expect(app.get('nav').text()).not.toContain('待办')
  })

  it('does not show a page that the post has no business with', async () => {
    const calls = fakeApi(signedIn(() => sampleMe('community')))
    await router.replace('/audit')
    const app = await open()

    await until(() => expect(app.text()).toContain('没有找到这个页面'))
    expect(calls.some((call) => call.path === '/staff/audit')).toBe(false)
  })

  it('offers a second try when the server is away at the start', async () => {
    fakeApi({ 'GET /auth/session': () => refusal(503, 'app.unavailable', '系统繁忙，请稍后再试') })
    const app = await open()
    await until(() => expect(app.text()).toContain('系统繁忙'))

    fakeApi(signedIn(() => sampleMe('community')))
    await app.get('button').trigger('click')
    await until(() => expect(app.text()).toContain('都办完了'))
  })
})
