import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useSession } from '@/core/session'
import { question } from '@/ui/confirm'
import { fakeApi, type Call } from './fake-api'
import { sampleMe } from './samples'

/* A version of the routing rules on its page, with three rules, over a fake network. */

export const key = (name: string, label: string, topic: string, shape: string, more = {}) => ({
  name,
  label,
  topic,
  shape,
  values: null,
  said: ['是', '否'],
  ...more,
})
export const grammar = (street: string | null = null) => ({
  keys: [
    key('category', '事项类别', '事项', 'many', {
      values: [
        { value: '0101', label: '屋面漏雨', group: '共用部位' },
        { value: '0201', label: '楼道照明', group: '共用设备' },
      ],
    }),
    key('street_id', '街道', '地点', 'many', { values: [{ value: 's1', label: '八角街道', group: null }] }),
    key('has_warranty', '保修期', '设施', 'flag', { said: ['在保修期内', '不在保修期内'] }),
    key('hours', '时段', '时间', 'hours'),
  ],
  targets: [
    { value: 'provider', label: '小区的物业服务单位', group: null },
    { value: 'residents_committee', label: '社区居委会', group: null },
  ],
  urgencies: [{ value: 'U2', label: '急修', group: null }],
  units: [{ value: 'working_days', label: '工作日', least: 1, greatest: 60 }],
  placeholders: [{ value: 'organisation', label: '责任单位', group: null }],
  most_rules: 200,
  most_values: 300,
  street_id: street,
})

export type Rule = Record<string, unknown> & { id: string; name: string }
export const rule = (id: string, name: string, conditions: Record<string, unknown>, more = {}): Rule => ({
  id,
  name,
  conditions,
  target: 'provider',
  reason: '由{organisation}负责',
  deadline: null,
  urgency: null,
  ...more,
})
export const said = (one: Rule) => ({
  ...one,
  conditions_words: '',
  phrases: Object.keys(one.conditions as object).map((name) => ({
    key: name,
    text: `${name}如此`,
    whole: `${name}如此`,
  })),
  target_name: '某单位',
})
export const RULES = [
  rule('a', '漏雨找物业', { category: ['0101'] }),
  rule('b', '保修期内', { has_warranty: true }),
  rule('z', '兜底', {}, { target: 'residents_committee' }),
]
export const version = (more: Record<string, unknown> = {}) => ({
  id: 'v1',
  number: null,
  title: '冬季修改',
  note: '',
  state: 'draft',
  state_name: '草稿',
  street_name: null,
  version: 3,
  rule_count: 3,
  based_on_number: 1,
  author_name: '周思远',
  changed_at: '2026-11-26T00:00:00Z',
  submitted_by_name: null,
  submitted_at: null,
  published_by_name: null,
  published_at: null,
  return_reason: '',
  stale: false,
  actions: ['save', 'discard', 'submit'],
  findings: [],
  ...more,
  rules: ((more.rules as Rule[] | undefined) ?? RULES).map(said),
})

export interface World {
  set?: unknown
  role?: 'district' | 'street'
  street?: string | null
  pinia?: Pinia
  routes?: Record<string, (call: Call) => unknown>
}
export const CHECK = 'POST /staff/rulebook/sets/v1/check'
export const SAVE = 'POST /staff/rulebook/sets/v1/actions/save'
export const fine = ({ body }: Call) => ({
  problems: [],
  findings: [],
  rules: (body as { rules: Rule[] }).rules.map(said),
})

export async function openVersion(page: Component, world: World = {}) {
  const calls = fakeApi({
    'GET /staff/rulebook/grammar': () => grammar(world.street ?? null),
    'GET /staff/rulebook/sets/v1': () => world.set ?? version(),
    'GET /staff/rulebook/sets/v1/changes': () => ({
      against: { id: 'v0', number: 1, title: '系统预置规则' },
      items: [],
    }),
    [CHECK]: fine,
    ...world.routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/rulebook/:id', component: page, props: true },
      { path: '/rulebook', component: { template: '<p>规则版本</p>' } },
    ],
  })
  const pinia = world.pinia ?? createPinia()
  const session = useSession(pinia)
  session.me = sampleMe(world.role ?? 'district')
  session.state = 'in'
  await router.push('/rulebook/v1')
  const shown = mount(
    {
      template:
        '<RouterView v-slot="{ Component, route }"><component :is="Component" :key="route.path" /></RouterView>',
    },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { page: shown, calls, router, session, pinia }
}

export const names = () =>
  [...document.querySelectorAll('.rule h3')].map((one) => one.childNodes[1]!.textContent!.trim())
export const button = (words: string, within: ParentNode = document.body) =>
  [...within.querySelectorAll('button')].find((one) => one.textContent!.trim().startsWith(words))!
export const press = async (words: string, within: ParentNode = document.body) => {
  button(words, within).click()
  await flushPromises()
}
export const row = (at: number) => document.querySelectorAll('.rule')[at]!
export const menu = async (at: number, words: string) => {
  await press('更多', row(at))
  const entry = [...row(at).querySelectorAll<HTMLElement>('[role=menuitem]')]
  entry.find((one) => one.textContent!.trim() === words)!.click()
  await flushPromises()
}
export const answer = async (yes: boolean) => {
  question.value!.answer(yes)
  await flushPromises()
}
export const sent = (calls: Call[], route: string) =>
  calls.filter((call) => `${call.method} ${call.path}` === route).map((call) => call.body)
