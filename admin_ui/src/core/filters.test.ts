import { describe, expect, it, vi } from 'vitest'
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fromQuery, toQuery, useUrlFilters } from './filters'

const EMPTY = { state: '', overdue: false, q: '' }

/** A page that is still loading: `arrive(true)` lets it come, `arrive(false)` refuses it. */
const slow = { arrives: Promise.resolve(true) }
function loading() {
  let arrive: (comes: boolean) => void = () => {}
  slow.arrives = new Promise<boolean>((done) => (arrive = done))
  return (comes: boolean) => arrive(comes)
}

async function page(address: string) {
  const changed = vi.fn()
  let filters = { ...EMPTY }
  const List = defineComponent({
    setup() {
      filters = useUrlFilters(EMPTY, changed)
      return () => h('p')
    },
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/tickets', component: List },
      { path: '/other', component: { render: () => h('p') } },
      { path: '/slow', component: { render: () => h('p') }, beforeEnter: () => slow.arrives },
      { path: '/slower', component: { render: () => h('p') }, beforeEnter: () => slow.arrives },
    ],
  })
  await router.push(address)
  mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
  await flushPromises()
  return { router, changed, filters: () => filters }
}

describe('filters and address', () => {
  it('say the same in both directions, and keep the address short', () => {
    const filters = { state: 'closed', overdue: true, q: '电梯 停' }

    expect(fromQuery(EMPTY, toQuery(filters))).toEqual(filters)
    expect(toQuery(EMPTY)).toEqual({})
    expect(fromQuery(EMPTY, { state: ['a', 'b'], overdue: 'yes', foreign: 'x' })).toEqual({
      ...EMPTY,
      state: 'a',
    })
  })

  it('start from the address', async () => {
    const { filters } = await page('/tickets?state=closed&overdue=true')

    expect(filters()).toEqual({ state: 'closed', overdue: true, q: '' })
  })

  it('go into the address, and ask for the list once per change', async () => {
    const { router, changed, filters } = await page('/tickets')

    filters().state = 'dispatched'
    await flushPromises()

    expect(router.currentRoute.value.fullPath).toBe('/tickets?state=dispatched')
    expect(changed).toHaveBeenCalledOnce()
  })

  it('do not call somebody back who is on the way to a page that still loads', async () => {
    const { router, filters } = await page('/tickets')
    const arrive = loading()
    const going = router.push('/slow')
    await flushPromises()

    filters().q = '电梯'
    await flushPromises()
    arrive(true)
    await going

    expect(router.currentRoute.value.fullPath).toBe('/slow')
  })

  it('do not call him back either who changed his mind about where to go', async () => {
    const { router, filters } = await page('/tickets')
    const arrive = loading()
    const first = router.push('/slow')
    await flushPromises()
    const second = router.push('/slower')
    await flushPromises()

    filters().q = '电梯'
    await flushPromises()
    arrive(true)
    await Promise.all([first, second])

    expect(router.currentRoute.value.fullPath).toBe('/slower')
  })

  it('go into the address after all when that page does not come', async () => {
    const { router, changed, filters } = await page('/tickets')
    const arrive = loading()
    const going = router.push('/slow')
    await flushPromises()

    filters().q = '电梯'
    await flushPromises()
    arrive(false)
    await going
    await flushPromises()

    expect(router.currentRoute.value.query).toEqual({ q: '电梯' })
    expect(changed).toHaveBeenCalledOnce()
  })

  it('follow the address when it changes from outside, as by the back button', async () => {
    const { router, changed, filters } = await page('/tickets?q=abc')

    await router.push('/tickets?overdue=true')
    await flushPromises()

    expect(filters()).toEqual({ state: '', overdue: true, q: '' })
    expect(changed).toHaveBeenCalledOnce()
  })
})
