import { afterEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { fakeApi } from '@tests/fake-api'
import AppSelect from '@/ui/AppSelect.vue'
import { ACTIONS } from './actions'
import TargetSelect from './parts/TargetSelect.vue'

enableAutoUnmount(afterEach)

const people = [{ id: 'p1', name: '周大勇', title: '维修人员', open: 3 }]
const organisations = [{ id: 'o2', name: '示例燃气公司', kind_name: '专营单位' }]

async function choices(action: string, organisations_for: string[], people_for: string[]) {
  fakeApi({
    'GET /staff/tickets/t1/targets': () => ({ organisations, people, organisations_for, people_for }),
  })
  const { label, by, only } = ACTIONS[action]!.target!
  const select = mount(TargetSelect, { props: { ticketId: 't1', label, by, only, modelValue: '' } })
  await flushPromises()
  const shown = select.getComponent(AppSelect)
  return {
    values: (shown.props('choices') as { value: string }[]).map((one) => one.value),
    placeholder: shown.props('placeholder'),
  }
}

it('a manager gives to a colleague and only offers to another organisation', async () => {
  const given = await choices('reassign', ['transfer'], ['reassign'])
  expect(given.values).toEqual(['person:p1'])
  expect(given.placeholder).toContain('选择同事')
  expect((await choices('transfer', ['transfer'], ['reassign'])).values).toEqual(['organisation:o2'])
})

it('an office gives to an organisation, or calls one to help', async () => {
  expect((await choices('reassign', ['reassign', 'whistle'], [])).values).toEqual(['organisation:o2'])
  expect((await choices('whistle', ['reassign', 'whistle'], [])).values).toEqual(['organisation:o2'])
})

it('nothing is offered for what the server does not name', async () => {
  expect((await choices('reassign', [], [])).values).toEqual([])
})
