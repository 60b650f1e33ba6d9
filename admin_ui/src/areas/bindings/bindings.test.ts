import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal } from '@tests/fake-api'
import BindingsPage from './pages/BindingsPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => (document.body.innerHTML = ''))

const claim = (id: string, version: number, actions: string[]) => ({
  id,
  person_name: '张秀英',
  phone_masked: '139****0001',
  home_label: '1 号楼 101',
  compound_name: '示例东里',
  relation: 'owner',
  relation_name: '业主',
  note: '',
  decision_note: '',
  state: 'pending',
  created_at: '2026-11-22T00:00:00Z',
  version,
  actions,
})

async function open() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/bindings', component: BindingsPage }],
  })
  await router.push('/bindings')
  const page = mount(
    { template: '<RouterView />' },
    { global: { plugins: [createPinia(), PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return page
}

const send = async (text: string) => {
  const note = document.querySelector('textarea')!
  note.value = text
  note.dispatchEvent(new Event('input'))
  document.querySelector('.el-dialog form')!.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
}

describe('claims to homes', () => {
  it('draws the offered decisions only', async () => {
    fakeApi({ 'GET /staff/bindings': () => ({ items: [claim('a', 1, ['refuse'])], next: null }) })
    const page = await open()

    expect(page.findAll('tbody button').map((button) => button.text())).toEqual(['不通过'])
  })

  it('wants a reason for a refusal, sends it with the version, and takes the row away', async () => {
    const calls = fakeApi({
      'GET /staff/bindings': () => ({ items: [claim('a', 4, ['approve', 'refuse'])], next: null }),
      'POST /staff/bindings/a/actions/refuse': () => claim('a', 5, []),
    })
    const page = await open()
    await page.findAll('tbody button')[1]!.trigger('click')
    await flushPromises()

    await send(' ')
    expect(document.body.textContent).toContain('请填写说明')
    await send('请补充证明')

    expect(calls.at(-1)!.body).toEqual({ version: 4, note: '请补充证明' })
    expect(page.text()).toContain('没有待审核的申请')
  })

  it('goes on with the fresh row when somebody was faster', async () => {
    let version = 1
    const calls = fakeApi({
      'GET /staff/bindings': () => ({ items: [claim('a', version, ['approve'])], next: null }),
      'POST /staff/bindings/a/actions/approve': (call) => {
        if ((call.body as { version: number }).version === 2) return claim('a', 3, [])
        version = 2
        return refusal(409, 'app.conflict', '内容已被他人更新，请刷新后重试')
      },
    })
    const page = await open()
    await page.get('tbody button').trigger('click')
    await flushPromises()

    await send('')
    await send('')

    expect(calls.filter((call) => call.method === 'POST').map((call) => call.body)).toEqual([
      { version: 1 },
      { version: 2 },
    ])
  })
})
