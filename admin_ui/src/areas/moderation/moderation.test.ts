import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { notes } from '@/core/notes'
import ModerationPage from './pages/ModerationPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => (document.body.innerHTML = ''))

const check = (id: string, more = {}) => ({
  id,
  version: 3,
  actions: ['fine', 'withhold'],
  what: 'text',
  what_name: '文字',
  state: 'review',
  state_name: '微信建议人工复核',
  label_name: '广告',
  reason: '',
  text: '灯坏了，加微信返现',
  photo_url: null,
  thumb_url: null,
  ticket: { id: 't1', no: '261123000001', category_name: '公共照明', compound_name: '示例东里' },
  created_at: '2026-11-22T01:00:00Z',
  due_at: '2026-11-24T01:00:00Z',
  late: false,
  decision: null,
  decision_name: null,
  note: '',
  decided_by_name: null,
  decided_at: null,
  ...more,
})

async function open(items: unknown[], routes: Record<string, (call: Call) => unknown> = {}, address = '') {
  const calls = fakeApi({ 'GET /staff/moderation': () => ({ items, next: null }), ...routes })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/moderation', component: ModerationPage },
      { path: '/tickets/:id', component: { template: '<p />' } },
    ],
  })
  await router.push('/moderation' + address)
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [createPinia(), PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page, calls }
}

const button = (words: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)!
const press = async (words: string) => {
  button(words).click()
  await flushPromises()
}

describe('what a person has to look at', () => {
  it('shows the words, why somebody looks, and until when; and that the matter goes on', async () => {
    const { page } = await open([check('a', { late: true })])
    expect(page.get('blockquote').text()).toBe('灯坏了，加微信返现')
    expect(page.text()).toContain('可能是：广告')
    expect(page.text()).toContain('（已超时）')
    expect(page.text()).toContain('照常派单')
    expect(page.get('.check-link').attributes('href')).toBe('/tickets/t1')
  })

  it('shows a photo small and large', async () => {
    const photo = { what: 'image', what_name: '照片', text: null, photo_url: '/l.jpg', thumb_url: '/s.jpg' }
    const { page } = await open([check('a', { ...photo, state: 'unavailable', reason: '微信没有检查过' })])
    expect(page.get('img').attributes('src')).toBe('/s.jpg')
    expect(page.text()).toContain('微信没有检查过')
    await page.get('.photo').trigger('click')
    expect(document.querySelector('dialog img')!.getAttribute('src')).toBe('/l.jpg')
  })

  it('takes "may be shown" at once, with the version on the screen', async () => {
    const { page, calls } = await open([check('a')], {
      'POST /staff/moderation/a/actions/fine': () => check('a', { version: 4 }),
    })
    await press('可以公开')
    expect(calls.at(-1)!.body).toEqual({ version: 3, note: '' })
    expect(page.text()).toContain('没有要看的内容')
  })

  it('wants a reason for what is withheld', async () => {
    const { page, calls } = await open([check('a')], {
      'POST /staff/moderation/a/actions/withhold': () => check('a', { version: 4 }),
    })
    await press('不宜公开')
    await press('不公开')
    expect(document.body.textContent).toContain('请写明为什么不宜公开')
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0)

    await press('是广告')
    await press('有辱骂的话')
    await press('不公开')
    expect(calls.at(-1)!.body).toEqual({ version: 3, note: '是广告，有辱骂的话' })
    expect(page.text()).toContain('没有要看的内容')
    expect(document.querySelector('.el-dialog')).toBeNull()
  })

  it('keeps the reason when the server is away', async () => {
    await open([check('a')], {
      'POST /staff/moderation/a/actions/withhold': () =>
        refusal(503, 'app.unavailable', '系统繁忙，请稍后再试'),
    })
    await press('不宜公开')
    await press('是广告')
    await press('不公开')
    expect(document.body.textContent).toContain('系统繁忙')
    expect(document.querySelector('textarea')!.value).toBe('是广告')
  })

  it('reads the list anew when somebody was faster', async () => {
    let answered = 0
    const { calls } = await open([check('a')], {
      'GET /staff/moderation': () => ({ items: answered++ ? [] : [check('a')], next: null }),
      'POST /staff/moderation/a/actions/fine': () => refusal(409, 'app.conflict', '内容已被他人更新'),
    })
    await press('可以公开')
    expect(calls.filter((call) => call.method === 'GET')).toHaveLength(2)
    expect(notes.at(-1)!.text).toContain('别人刚刚看过')
    expect(document.body.textContent).toContain('没有要看的内容')
  })

  it('shows who decided what, and lets a mistake be put right in place', async () => {
    const done = {
      decision: 'withheld',
      decision_name: '不宜公开',
      note: '是广告',
      decided_by_name: '李文静',
      decided_at: '2026-11-23T01:00:00Z',
      actions: ['fine'],
    }
    const { page, calls } = await open(
      [check('a', done)],
      {
        'POST /staff/moderation/a/actions/fine': () =>
          check('a', { ...done, decision: 'fine', decision_name: '正常', note: '', actions: ['withhold'] }),
      },
      '?state=decided',
    )
    expect(calls[0]!.query.get('state')).toBe('decided')
    expect(page.text()).toContain('李文静')
    expect(page.text()).toContain('是广告')
    await press('改为可以公开')
    expect(page.findAll('article')).toHaveLength(1)
    expect(button('改为不宜公开')).toBeTruthy()
  })

  it('asks for the list that was chosen', async () => {
    const { calls } = await open([])
    await press('微信没检查的')
    expect(calls.at(-1)!.query.get('state')).toBe('unseen')
    expect(document.body.textContent).toContain('没有微信没检查的内容')
  })
})
