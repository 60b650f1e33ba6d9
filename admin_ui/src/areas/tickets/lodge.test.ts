import { afterEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleTicket } from '@tests/samples'
import { question } from '@/ui/confirm'
import { nothingTold, readAloud, toLodge, untold } from './lodging'
import LodgePage from './pages/LodgePage.vue'
import SlipPage from './pages/SlipPage.vue'

enableAutoUnmount(afterEach)

const told = {
  ...nothingTold(),
  compound: 'c1',
  description: ' 顶楼漏雨 ',
  name: '王奶奶',
  phone: '138 1234 5678',
}

describe('what a clerk takes down', () => {
  it('needs a place, words and a name; a number only if it is one', () => {
    expect(Object.keys(untold(nothingTold())).sort()).toEqual(['compound', 'description', 'name'])
    expect(untold(told)).toEqual({})
    expect(untold({ ...told, phone: '' })).toEqual({})
    expect(untold({ ...told, phone: '12345' })).toEqual({ phone: '请核对电话号码；没有电话可以不填' })
  })

  it('is sent trimmed, and without what was left empty', () => {
    expect(toLodge(told)).toMatchObject({
      description: '顶楼漏雨',
      reporter_phone: '13812345678',
      category: null,
      building_id: null,
    })
  })

  it('is read aloud in whole sentences', () => {
    const names = { compound: '示例东里', building: '3号楼', asset: '', kind: '报修', category: '屋面漏雨' }
    expect(readAloud(told, names)).toBe(
      '王奶奶，您反映的是示例东里 3号楼的事：顶楼漏雨。我们按“报修，屋面漏雨”登记。' +
        '有进展打 13812345678 告诉您，对吗？',
    )
    expect(readAloud({ ...told, phone: '', hide_me: true }, names)).toContain('凭编号来问，不向被反映的单位')
    const lift = readAloud(told, { ...names, asset: '3号楼电梯' })
    expect(lift).toContain('示例东里 3号楼电梯的事')
  })
})

async function show(component: typeof LodgePage | typeof SlipPage, props = {}) {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  const page = mount(component as typeof SlipPage, {
    props: props as { id: string },
    global: { plugins: [createPinia(), PiniaColada, router] },
    attachTo: document.body,
  })
  await flushPromises()
  return { page, router }
}

const LIFTS = [{ id: 'a1', name: '1号楼电梯', kind: 'elevator', kind_name: '电梯', building_id: 'b1' }]
const OPEN_ALREADY = {
  id: 'other',
  no: '261126000001',
  category_name: '屋面漏雨',
  place_text: '示例东里',
  state_name: '已派单',
  created_at: '2026-11-22T00:00:00+00:00',
  text: '顶层漏水',
  photo_url: null,
  reporters: 2,
  joined: false,
  reasons: ['同一类问题'],
}

const PLACES = {
  'GET /staff/compounds': () => ({
    items: [{ id: 'c1', name: '示例东里', community: '示例社区', street: '示例街道' }],
    next: null,
  }),
  'GET /compounds/c1/buildings': () => ({ items: [], next: null }),
  'GET /compounds/c1/assets': () => ({ items: LIFTS, next: null }),
  'POST /staff/tickets/similar': () => ({ items: [OPEN_ALREADY], next: null }),
  'GET /categories': () => ({ groups: [], kinds: [{ value: 'repair', name: '报修' }], emergencies: [] }),
}

async function fill(page: Awaited<ReturnType<typeof show>>['page']): Promise<void> {
  await page.get('textarea').setValue('顶楼漏雨')
  const [name] = page.findAll('input[placeholder*="王奶奶"]')
  await name!.setValue('王奶奶')
  await page.get('form').trigger('submit')
  await flushPromises()
}

describe('the page', () => {
  it('stores nothing before it was read back, then leads to the slip', async () => {
    const posts: Call[] = []
    fakeApi({
      ...PLACES,
      'POST /staff/tickets': (call) => {
        posts.push(call)
        return sampleTicket({ id: 't9' })
      },
    })
    const { page, router } = await show(LodgePage)
    expect(page.text()).toContain('可能是同一件事')
    await fill(page)
    expect(page.get('blockquote').text()).toContain('王奶奶，您反映的是示例东里的事：顶楼漏雨')
    const button = page.findAll('button').find((one) => one.text() === '登记')!
    expect(button.attributes('disabled')).toBeDefined()

    await page.get('section[aria-label=念给居民听] input[type=checkbox]').setValue(true)
    await button.trigger('click')
    await flushPromises()

    expect(posts.map((call) => call.body)).toMatchObject([{ compound_id: 'c1', read_back: true }])
    expect(posts[0]!.headers.get('Idempotency-Key')).toBeTruthy()
    expect(router.currentRoute.value.path).toBe('/tickets/t9/slip')
  })

  it('goes back to the form with the reason when it is refused, and loses nothing', async () => {
    fakeApi({
      ...PLACES,
      'POST /staff/tickets': () => refusal(422, 'app.invalid', '请检查填写的内容'),
    })
    const { page } = await show(LodgePage)
    await fill(page)
    await page.get('section[aria-label=念给居民听] input[type=checkbox]').setValue(true)
    await page
      .findAll('button')
      .find((one) => one.text() === '登记')!
      .trigger('click')
    await flushPromises()

    expect(page.get('[role=alert]').text()).toBe('请检查填写的内容')
    expect(page.get('textarea').element.value).toBe('顶楼漏雨')
  })
})

describe('what is open already', () => {
  it('is looked for by place, thing, category and words', async () => {
    const calls = fakeApi(PLACES)
    const { page } = await show(LodgePage)
    await page.get('textarea').setValue('顶楼漏雨')
    await vi.waitFor(() => {
      const asked = calls.filter((call) => call.path === '/staff/tickets/similar').at(-1)
      expect(asked?.body).toEqual({
        compound_id: 'c1',
        category: null,
        description: '顶楼漏雨',
        building_id: null,
        asset_id: null,
      })
    })
    expect(page.get('aside').text()).toContain('2 位居民遇到')
  })

  it('takes who calls along with one tap, once his name is known', async () => {
    const calls = fakeApi({
      ...PLACES,
      'POST /staff/tickets/other/join': () => sampleTicket({ id: 'other' }),
    })
    const { page, router } = await show(LodgePage)
    await page.get('textarea').setValue('四层也漏')
    const button = page.findAll('aside button').find((one) => one.text() === '来电人也遇到')!
    await button.trigger('click')
    await flushPromises()
    expect(page.text()).toContain('请写居民怎么称呼')
    expect(calls.some((call) => call.path.endsWith('/join'))).toBe(false)

    await page.get('input[placeholder*="王奶奶"]').setValue('王奶奶')
    await button.trigger('click')
    await flushPromises()
    question.value!.answer(true)
    await flushPromises()
    const joined = calls.find((call) => call.path.endsWith('/join'))
    expect(joined?.body).toEqual({
      channel: 'phone',
      reporter_name: '王奶奶',
      reporter_phone: null,
      note: '四层也漏',
    })
    expect(joined?.headers.get('Idempotency-Key')).toBeTruthy()
    expect(router.currentRoute.value.path).toBe('/tickets/other')
  })
})

describe('the slip', () => {
  it('has the number, the deadlines and who handles it', async () => {
    fakeApi({
      'GET /staff/tickets/t1': () =>
        sampleTicket({
          no: '261123000007',
          clocks: [
            {
              kind: 'finish',
              name: '办结',
              started_at: '2026-11-23T00:00:00Z',
              due_at: '2026-11-30T04:00:00Z',
              met_at: null,
              status: 'running',
              provisional: false,
              explanation: '',
            },
          ],
        }),
    })
    const { page } = await show(SlipPage, { id: 't1' })
    const slip = page.get('.slip').text()
    for (const words of ['261123000007', '张**', '11-30 12:00', '示例物业公司']) expect(slip).toContain(words)
  })
})
