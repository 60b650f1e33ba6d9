import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Role } from '@/api/contract'
import { useSession } from '@/core/session'
import { fakeApi, type Call } from './fake-api'
import { sampleMe } from './samples'

/* Disclosures over a fake network: one small form with a head and one table. */

export const column = (key: string, label: string, kind: string, more = {}) => ({
  key,
  label,
  kind,
  required: true,
  choices: [],
  longest: null,
  least: null,
  most: null,
  unit: kind === 'money_fen' ? '元' : '',
  help: '',
  ...more,
})
export const FORM = {
  code: 'accounts_quarter',
  name: '收支情况（季度）',
  duties: [],
  period: 'quarter',
  party: 'company',
  least_places: 0,
  help: '各项要算得平。',
  head: {
    key: 'head',
    name: '收支总表',
    columns: [
      column('total', '收入合计', 'money_fen'),
      column('note', '说明', 'long_text', { required: false }),
    ],
    most_rows: 1,
    row_key: [],
  },
  tables: [
    {
      key: 'income',
      name: '收入',
      columns: [column('name', '明细', 'text', { longest: 80 }), column('amount', '实际数', 'money_fen')],
      most_rows: 5,
      row_key: [],
    },
  ],
}
export const publication = (more = {}) => ({
  id: 'p1',
  form: FORM.code,
  form_name: FORM.name,
  compound_id: 'c1',
  compound_name: '示例小区',
  compound_code: 'ABC',
  period_from: '2026-07-01',
  period_to: '2026-09-30',
  period: '2026 年第 3 季度',
  subject: '',
  title: '收支情况（季度） 2026 年第 3 季度',
  ...more,
})
export const version = (more = {}) => ({
  id: 'v1',
  publication: publication(),
  number: null,
  state: 'draft',
  state_name: '草稿',
  version: 1,
  body: { head: { total: 300, note: null }, tables: { income: [{ name: '停车', amount: 300 }] } },
  places: [],
  attachments: [],
  photos: [],
  valid_from: null,
  valid_to: null,
  hash: null,
  author_name: '陈立新',
  editor_names: [],
  submitted_by_name: null,
  submitted_at: null,
  approved_by_name: null,
  approved_post: '',
  published_at: null,
  return_reason: '',
  corrects_id: null,
  correction_reason: '',
  withdraw_reason: '',
  why_not_me: '',
  lead: [],
  totals: [],
  problems: [],
  actions: ['save', 'submit', 'discard'],
  ...more,
})
export const brief = (id: string, more = {}) => ({
  id,
  number: null,
  state: 'draft',
  state_name: '草稿',
  valid_from: null,
  valid_to: null,
  created_at: '2026-11-25T00:00:00Z',
  published_at: null,
  hash: null,
  author_name: '陈立新',
  submitted_by_name: null,
  submitted_at: null,
  return_reason: '',
  why_not_me: '',
  approved_by_name: null,
  corrects_id: null,
  correction_reason: '',
  withdraw_reason: '',
  ...more,
})
export const duty = (id: string, more = {}) => ({
  id,
  code: 'D4',
  form: FORM.code,
  form_name: FORM.name,
  content: '收支',
  basis: '条例',
  rhythm: '每年',
  compound: { id: 'c1', name: '示例小区' },
  community_name: '示例社区',
  next_due_on: '2026-12-01',
  state: 'due',
  state_name: '待公示',
  days_late: 0,
  last_published_at: null,
  exempt_reason: '',
  version: 1,
  may_publish: true,
  actions: [],
  ...more,
})
export const page = (...items: unknown[]) => ({ items, next: null })

/** Open a page at an address, signed in as `role`. */
export async function open(
  address: string,
  pages: Record<string, Component>,
  routes: Record<string, (call: Call) => unknown>,
  role: Role = 'manager',
) {
  const calls = fakeApi({
    'GET /staff/disclosures/forms': () => page(FORM),
    'GET /staff/compounds': () =>
      page({ id: 'c1', name: '示例小区', community: '示例社区', street: '某街道' }),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      ...Object.entries(pages).map(([path, component]) => ({ path, component, props: true })),
      { path: '/:rest(.*)*', component: { template: '<p />' } },
    ],
  })
  const pinia: Pinia = createPinia()
  const session = useSession(pinia)
  session.me = sampleMe(role)
  session.state = 'in'
  await router.push(address)
  const shown = mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { shown, calls, router, session }
}

export const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim().startsWith(words))!
export async function press(words: string, within: ParentNode = document.body): Promise<void> {
  button(words, within).click()
  await flushPromises()
}
