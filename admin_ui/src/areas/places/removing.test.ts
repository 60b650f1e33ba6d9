import { afterEach, beforeEach, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import LedgerPane from './parts/LedgerPane.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= () => {}
})
afterEach(() => {
  document.body.innerHTML = ''
})

const BASE = '/staff/places/ledgers/c1/assets'
const column = (key: string, label: string) => ({
  key,
  label,
  kind: 'text',
  required: false,
  choices: [],
  longest: 60,
  least: null,
  most: null,
  unit: '',
  help: '',
})
const ledger = (more = {}) => ({
  subject_id: 'c1',
  subject_name: '示例东里',
  version: 3,
  table: {
    key: 'assets',
    name: '共用设施',
    columns: [column('id', '编号'), column('name', '名称')],
    most_rows: 1000,
    row_key: ['id'],
  },
  rows: [{ id: 'a1', name: '登错的水泵' }],
  total: 1,
  actions: ['write', 'remove'],
  read_only: '',
  ...more,
})
const gone = {
  id: 'r1',
  label: '登错的水泵',
  cells: [{ label: '类别', value: '水泵' }],
  reason: '是隔壁小区的',
  removed_at: '2026-11-26T01:00:00Z',
  removed_by: '张三',
  restored_at: null,
  restored_by: '',
}

async function open(routes: Record<string, (call: Call) => unknown>, more = {}) {
  const calls = fakeApi({ [`GET ${BASE}`]: () => ledger(), ...routes })
  mount(LedgerPane, {
    attachTo: document.body,
    props: { subject: 'c1', table: 'assets', ...more },
    global: { plugins: [createPinia()], stubs: { RouterLink: true } },
  })
  await flushPromises()
  return calls
}
const button = (words: string) =>
  [...document.querySelectorAll<HTMLElement>('button')].filter((one) => one.textContent!.trim() === words)
const press = async (words: string, at = 0) => {
  button(words).at(at)!.click()
  await flushPromises()
}
const write = async (words: string) => {
  const box = document.querySelector('textarea')!
  box.value = words
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}

it('takes a row out only with a reason, by the version on the screen', async () => {
  const sent: unknown[] = []
  const calls = await open({
    [`POST ${BASE}/rows/a1/remove`]: (call) => {
      sent.push(call.body)
      return new Answer(200, { id: 'r1' })
    },
  })
  await press('移除')
  expect(document.body.textContent).toContain('拆除、停用、撤场的不要移除')
  await press('移除', -1)
  expect(sent).toEqual([])
  expect(document.body.textContent).toContain('请写明为什么移除')
  await write('是隔壁小区的')
  await press('移除', -1)
  expect(sent).toEqual([{ version: 3, reason: '是隔壁小区的' }])
  expect(calls.filter((call) => call.path === BASE)).toHaveLength(2)
  expect(document.querySelector('textarea')).toBeNull()
})

it('says why a row stays, keeps what was typed and asks again with the new version', async () => {
  let version = 3
  const sent: unknown[] = []
  await open({
    [`GET ${BASE}`]: () => ledger({ version }),
    [`POST ${BASE}/rows/a1/remove`]: (call) => {
      sent.push((call.body as { version: number }).version)
      version = 4
      return refusal(409, 'app.conflict', '这一行还有别的记录在用，不能移除')
    },
  })
  await press('移除')
  await write('登错了')
  await press('移除', -1)
  expect(document.body.textContent).toContain('这一行还有别的记录在用，不能移除')
  expect(document.querySelector('textarea')!.value).toBe('登错了')
  await press('移除', -1)
  expect(sent).toEqual([3, 4])
})

it('shows what was taken out, by whom and why, and puts it back', async () => {
  const sent: unknown[] = []
  await open({
    [`GET ${BASE}/removed`]: () => ({
      items: [
        gone,
        { ...gone, id: 'r0', label: '旧水泵', restored_at: '2026-11-26T02:00:00Z', restored_by: '李四' },
      ],
      next: null,
    }),
    [`POST ${BASE}/removed/r1/restore`]: (call) => {
      sent.push(call.body)
      return new Answer(200, { id: 'a1' })
    },
  })
  await press('移除过的行')
  expect(document.body.textContent).toContain('张三移除：是隔壁小区的')
  expect(document.body.textContent).toContain('李四恢复')
  expect(button('恢复')).toHaveLength(1)
  await press('恢复')
  expect(sent).toEqual([{ version: 3 }])
})

it('offers nothing of it to who may only look, and where no row can go', async () => {
  await open({ [`GET ${BASE}`]: () => ledger({ actions: ['write'] }) })
  expect(button('移除')).toEqual([])
  expect(button('移除过的行')).toEqual([])
})

it('opens the form of what somebody came to enter, once', async () => {
  await open({ [`POST ${BASE}/rows`]: () => new Answer(201, { id: 'a2' }) }, { preset: { name: '监控系统' } })
  const box = document.querySelector<HTMLInputElement>('#row-name')!
  expect(box.value).toBe('监控系统')
  await press('保存')
  expect(document.querySelector('#row-name')).toBeNull()
  await press('新增')
  expect(document.querySelector<HTMLInputElement>('#row-name')!.value).toBe('')
})

it('opens no form for who may only look', async () => {
  await open({ [`GET ${BASE}`]: () => ledger({ actions: [] }) }, { preset: { name: '监控系统' } })
  expect(document.querySelector('#row-name')).toBeNull()
})
