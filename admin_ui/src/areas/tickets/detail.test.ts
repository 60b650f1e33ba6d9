import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { TicketActIn } from '@/api/contract'
import { notes } from '@/core/notes'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleTicket } from '@tests/samples'
import TicketDetailPage from './pages/TicketDetailPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  notes.length = 0
  document.body.innerHTML = ''
})

async function open() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  const page = mount(TicketDetailPage, {
    props: { id: 't1' },
    global: { plugins: [createPinia(), PiniaColada, router] },
    attachTo: document.body,
  })
  await flushPromises()
  return page
}

const buttons = (page: Awaited<ReturnType<typeof open>>) =>
  page.findAll('[data-action]').map((button) => button.attributes('data-action'))

describe('ticket detail', () => {
  it('draws exactly the buttons that the server offers', async () => {
    fakeApi({
      'GET /staff/tickets/t1': () => sampleTicket({ state: 'dispatched', actions: ['accept', 'reassign'] }),
    })
    expect(buttons(await open()).sort()).toEqual(['accept', 'reassign'])
  })

  it('draws none where none is offered, whatever the state', async () => {
    fakeApi({ 'GET /staff/tickets/t1': () => sampleTicket({ state: 'in_progress', actions: [] }) })
    const page = await open()

    expect(buttons(page)).toEqual([])
    expect(page.text()).toContain('当前没有需要您进行的操作')
  })

  it('has no button for an action it has no form for', async () => {
    fakeApi({ 'GET /staff/tickets/t1': () => sampleTicket({ actions: ['teleport', 'start'] }) })
    expect(buttons(await open())).toEqual(['start'])
  })

  it('does a plain action with the version on the screen, shows the new state and says so', async () => {
    const calls = fakeApi({
      'GET /staff/tickets/t1': () => sampleTicket({ version: 7, actions: ['accept'] }),
      'POST /staff/tickets/t1/actions/accept': () =>
        sampleTicket({ version: 8, state: 'accepted', state_name: '已接单', actions: ['start'] }),
    })
    const page = await open()

    await page.get('[data-action=accept]').trigger('click')
    await flushPromises()

    expect(calls.at(-1)!.body).toEqual({ version: 7 })
    expect(buttons(page)).toEqual(['start'])
    expect(page.text()).toContain('已接单')
    expect(notes.at(-1)).toMatchObject({ tone: 'good', text: '已接单' })
  })

  it('reloads and says why when somebody was faster (409)', async () => {
    let reads = 0
    fakeApi({
      'GET /staff/tickets/t1': () =>
        ++reads === 1
          ? sampleTicket({ version: 1, actions: ['accept'] })
          : sampleTicket({ version: 2, state: 'accepted', state_name: '已接单', actions: ['start'] }),
      'POST /staff/tickets/t1/actions/accept': () =>
        refusal(409, 'app.conflict', '内容已被他人更新，请刷新后重试'),
    })
    const page = await open()

    await page.get('[data-action=accept]').trigger('click')
    await flushPromises()

    expect(reads).toBe(2)
    expect(buttons(page)).toEqual(['start'])
    expect(notes.at(-1)).toMatchObject({ tone: 'bad' })
    expect(notes.at(-1)!.text).toContain('内容已被他人更新')
  })

  it('keeps what was typed when a form meets a 409, and sends it with the fresh version', async () => {
    let version = 1
    const posts: Call[] = []
    fakeApi({
      'GET /staff/tickets/t1': () => sampleTicket({ version, state: 'in_progress', actions: ['finish'] }),
      'POST /staff/tickets/t1/actions/finish': (call) => {
        posts.push(call)
        if ((call.body as TicketActIn).version !== 2) {
          version = 2
          return refusal(409, 'app.conflict', '内容已被他人更新，请刷新后重试')
        }
        return sampleTicket({ version: 3, state: 'awaiting_confirmation', actions: [] })
      },
    })
    const page = await open()
    await page.get('[data-action=finish]').trigger('click')
    await flushPromises()
    document.querySelector<HTMLInputElement>('input[value=solved]')!.click()
    await flushPromises()
    const note = document.querySelector('textarea')!
    note.value = '已更换灯具'
    note.dispatchEvent(new Event('input'))
    const submit = () =>
      document
        .querySelector<HTMLElement>('.el-dialog form')!
        .dispatchEvent(new Event('submit', { cancelable: true }))

    submit()
    await flushPromises()
    expect(document.querySelector('textarea')!.value).toBe('已更换灯具')
    submit()
    await flushPromises()

    expect(posts.map((call) => call.body)).toEqual([
      { version: 1, note: '已更换灯具', media_ids: [], result: 'solved' },
      { version: 2, note: '已更换灯具', media_ids: [], result: 'solved' },
    ])
    expect(document.querySelector('.el-dialog')).toBeNull()
  })

  it('keeps what is rare behind one menu', async () => {
    fakeApi({
      'GET /staff/tickets/t1': () => sampleTicket({ actions: ['start', 'return', 'extend', 'merge'] }),
    })
    const page = await open()
    expect(buttons(page)).toEqual(['start'])
    await page.get('button[aria-label=更多操作]').trigger('click')
    expect(page.findAll('[role=menuitem]').map((entry) => entry.text())).toEqual([
      '申请延期',
      '派单异议（退单）',
      '并案',
    ])
  })

  it('offers a decision only to who may decide, and sends which request it is about', async () => {
    const asked = {
      id: 'r1',
      kind: 'extension',
      kind_name: '延期申请',
      state: 'pending',
      state_name: '待决定',
      level: 'community',
      level_name: '社区',
      asked_at: '2026-11-22T01:00:00+00:00',
      asked_name: '周经理',
      note: '配件要等三天',
      until: '2026-11-28T01:00:00+00:00',
      target: null,
      decided_at: null,
      decided_name: null,
      decision_note: '',
    }
    const calls = fakeApi({
      'GET /staff/tickets/t1': () =>
        sampleTicket({
          version: 5,
          requests: [
            { ...asked, actions: ['approve', 'deny'] },
            { ...asked, id: 'r0', actions: [], state: 'denied', state_name: '未同意' },
          ],
        }),
      'POST /staff/tickets/t1/actions/decide': () => sampleTicket({ version: 6 }),
    })
    const page = await open()
    const panel = page.get('section[aria-label=申请与决定]')
    expect(panel.findAll('button').map((button) => button.text())).toEqual(['同意', '不同意'])

    await panel.findAll('button')[0]!.trigger('click')
    await flushPromises()
    document
      .querySelector<HTMLElement>('.el-dialog form')!
      .dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()

    expect(calls.at(-1)!.body).toEqual({ version: 5, request_id: 'r1', approve: true })
  })

  it('shows a number only after a reason and a fresh proof', async () => {
    let proven = false
    const calls = fakeApi({
      'GET /staff/tickets/t1': () => sampleTicket({ can_reveal: true }),
      'POST /staff/tickets/t1/reveal': () =>
        proven ? { phone: '13800138000' } : refusal(403, 'auth.step_up_needed', '请再次确认是您本人'),
      'POST /auth/step-up': () => {
        proven = true
        return null
      },
    })
    const page = await open()
    expect(page.text()).not.toContain('13800138000')
    const click = async (words: string) => {
      const found = [...document.querySelectorAll('button')].filter(
        (one) => one.textContent?.trim() === words,
      )
      found.at(-1)!.click()
      await flushPromises()
    }
    await click('查看电话号码')
    await click('查看')
    const password = document.querySelector<HTMLInputElement>('input[type=password]')!
    password.value = 'secret-words'
    password.dispatchEvent(new Event('input'))
    await flushPromises()
    await click('确认并查看')

    expect(calls.filter((call) => call.path.endsWith('/step-up')).map((call) => call.body)).toEqual([
      { password: 'secret-words' },
    ])
    expect(page.get('a[href="tel:13800138000"]').text()).toBe('13800138000')
  })

  it('leads on from a merged ticket', async () => {
    fakeApi({
      'GET /staff/tickets/t1': () =>
        sampleTicket({
          state: 'merged',
          state_name: '已并案',
          merged_into: { id: 't2', no: '261123000007' },
        }),
    })
    const page = await open()
    expect(page.get('a[href="/tickets/t2"]').text()).toBe('261123000007')
  })

  it('says the same for a foreign and for an absent ticket', async () => {
    fakeApi({})
    expect((await open()).text()).toContain('没有找到这张工单')
  })
})
