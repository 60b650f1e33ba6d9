import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { TodoItem } from '@/api/contract'
import { fakeApi } from '@tests/fake-api'
import { byUrgency, heapCount } from './order'
import TodoPage from './pages/TodoPage.vue'

enableAutoUnmount(afterEach)

const item = (id: string, due_at: string | null, late = false): TodoItem => ({
  kind: 'ticket',
  id,
  title: '事项 ' + id,
  subtitle: '示例小区',
  due_at,
  late,
  link: '/tickets/' + id,
})
const group = (key: string, items: TodoItem[]) => ({
  key,
  title: '组 ' + key,
  hint: '',
  link: '/tickets',
  count: items.length,
  more: false,
  items,
})

async function open(groups: unknown[]) {
  fakeApi({ 'GET /staff/todo': () => ({ groups }) })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { render: () => null } }],
  })
  const page = mount(TodoPage, {
    global: { plugins: [createPinia(), PiniaColada, router] },
    attachTo: document.body,
  })
  await flushPromises()
  return page
}

describe('todo', () => {
  it('puts late ones first, then the nearest date, then what has none', () => {
    const items = [
      item('none', null),
      item('far', '2026-12-01T00:00:00Z'),
      item('near', '2026-11-23T00:00:00Z'),
      item('late', '2026-11-20T00:00:00Z', true),
    ]
    expect(byUrgency(items).map((one) => one.id)).toEqual(['late', 'near', 'far', 'none'])
  })

  it('says that all is done when nothing waits', async () => {
    expect((await open([])).text()).toContain('都办完了')
  })

  it('leads to where each kind of item is dealt with', async () => {
    const kinds = [
      { ...item('t', null), link: '/tickets/t' },
      { ...item('r', null), kind: 'request' as const, link: '/tickets/x' },
      { ...item('c', null), kind: 'callback' as const, link: '/callbacks?id=c' },
      { ...item('b', null), kind: 'binding' as const, link: '/bindings?id=b' },
      { ...item('p', null), kind: 'proactive' as const, link: '/proactive/p' },
    ]
    const page = await open([group('all', kinds)])
    expect(page.findAll('.todo-item a').map((link) => link.attributes('href'))).toEqual(
      kinds.map((one) => one.link),
    )
  })

  it('counts the whole group, lists the first of it, and leads to the rest', async () => {
    const big = { ...group('late', [item('a', null)]), count: 57, more: true, link: '/tickets?overdue=true' }
    const page = await open([big])
    expect(page.get('.tile .figure').text()).toBe('57')
    expect(page.get('footer a').attributes('href')).toBe('/tickets?overdue=true')
    expect(heapCount({ ...big, count: 1 })).toBe('1+') // more than are listed, and nobody counted
    expect(heapCount({ ...big, count: 1000 })).toBe('1000+')
  })

  it('opens the group of a number key and puts the focus on its first item', async () => {
    const many = Array.from({ length: 9 }, (_, n) => item('b' + n, null))
    const page = await open([group('one', [item('a', null)]), group('two', many)])
    expect(page.findAll('#todo-two .todo-item')).toHaveLength(6)

    window.dispatchEvent(new KeyboardEvent('keydown', { key: '2' }))
    await flushPromises()

    expect(page.findAll('#todo-two .todo-item')).toHaveLength(9)
    expect(document.activeElement?.textContent).toContain('事项 b0')
  })
})
