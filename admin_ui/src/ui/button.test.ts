import { expect, it } from 'vitest'
import { mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import AppButton from './AppButton.vue'

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }],
})
const show = (to?: string) =>
  mount(AppButton, { props: { to }, slots: { default: '登记协议' }, global: { plugins: [router] } })

it('is a link where it leads to a page, so that it opens in a new tab too', () => {
  const link = show('/party/new').get('a')
  expect([link.attributes('href'), link.text()]).toEqual(['/party/new', '登记协议'])
  expect(link.attributes('type')).toBeUndefined()
})

it('is a button elsewhere', () => {
  expect(show().get('button').attributes('type')).toBe('button')
})
