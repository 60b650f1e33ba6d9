import { describe, expect, it, vi } from 'vitest'
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { fromQuery, toQuery, useUrlFilters } from './filters'

const EMPTY = { state: '', overdue: false, q: '' }

/** Whether the pages that are still loading come. */
let slow = Promise.resolve(true)

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
      { path: '/slow', component: { render: () => h('p') }, beforeEnter: () => slow },
      { path: '/slower', component: { render: () => h('p') }, beforeEnter: () => slow },
    ],
  })
  await router.push(address)
  mount({ template: '<RouterView />' }, { global: { plugins: [router] } })
  await flushPromises()
  return { router, changed, filters: () => filters }
}

/** A filter that is changed while the last of `paths` is loading; `end` says whether it comes. */
async function changedOnTheWay(paths: string[]) {
  const { router, changed, filters } = await page('/tickets')
  let arrive: (comes: boolean) => void = () => {}
  slow = new Promise((done) => (arrive = done))
  const going: Promise<unknown>[] = []
  for (const path of paths) {
    going.push(router.push(path))
    await flushPromises()
  }
  filters().q = '电梯'
  await flushPromises()
  const end = async (comes: boolean) => {
    arrive(comes)
    await Promise.all(going)
    await flushPromises()
  }
  return { router, changed, end }
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

  it.each([
    ['to a page that still loads', ['/slow']],
    ['to another page after all', ['/slow', '/slower']],
  ])('do not call somebody back who is on the way %s', async (_, paths) => {
    const { router, end } = await changedOnTheWay(paths)

    await end(true)

    expect(router.currentRoute.value.fullPath).toBe(paths.at(-1))
  })

  it('go into the address after all when that page does not come', async () => {
    const { router, changed, end } = await changedOnTheWay(['/slow'])

    await end(false)

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
