import { expect, it } from 'vitest'
import { mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import NavList from './NavList.vue'

const entry = (path: string, label: string) => ({
  path,
  label,
  icon: 'House',
  order: 1,
  group: 'desk' as const,
})
const parts = [
  {
    group: 'desk' as const,
    title: '我的工作',
    entries: [entry('/tickets', '工单'), entry('/tickets/board', '工单看板'), entry('/party', '党建联建')],
  },
]

it.each([
  ['/party', '党建联建'],
  ['/party/coverage', '党建联建'],
  ['/tickets/t1', '工单'],
  ['/tickets/board', '工单看板'],
  ['/partying', undefined],
])('on %s the entry is %s', async (path, label) => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: { template: '<p />' } }],
  })
  await router.push(path)
  const list = mount(NavList, { props: { parts }, global: { plugins: [router] } })
  expect(list.findAll('a.on').map((link) => link.text())).toEqual(label ? [label] : [])
})
