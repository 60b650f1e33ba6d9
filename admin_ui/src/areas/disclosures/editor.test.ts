import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import { Answer, refusal, type Call } from '@tests/fake-api'
import { open as openPage, press, version } from '@tests/disclosures'
import { notes } from '@/core/notes'
import { question } from '@/ui/confirm'
import { drop } from './keepsakes'
import VersionPage from './pages/VersionPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  notes.splice(0)
  drop('me/a', 'v1') // what a test before left on its screen
})
afterEach(() => {
  vi.useRealTimers()
  question.value = null
  document.body.innerHTML = ''
})

const SAVE = 'POST /staff/disclosures/versions/v1/actions/save'
const SUBMIT = 'POST /staff/disclosures/versions/v1/actions/submit'
const CHECK = 'POST /staff/disclosures/versions/v1/check'
const fine = () => ({ problems: [], totals: [], lead: [] })
const OFF = {
  path: 'head.total',
  text: '收入合计应为 3.00 元，表上写的是 3.01 元，差 0.01 元',
  level: 'error',
}

const open = (routes: Record<string, (call: Call) => unknown>, more = {}) =>
  openPage(
    '/disclosures/versions/v1',
    { '/disclosures/versions/:id': VersionPage },
    { 'GET /staff/disclosures/versions/v1': () => version(more), [CHECK]: fine, ...routes },
  )
const settle = async () => {
  vi.advanceTimersByTime(1000)
  await flushPromises()
}
const cell = (shown: VueWrapper, label: string) => shown.get<HTMLInputElement>(`[aria-label="${label}"]`)
const write = async (
  field: { trigger: VueWrapper['trigger']; setValue: VueWrapper['setValue'] },
  text: string,
) => {
  await field.trigger('focus')
  await field.setValue(text)
  await field.trigger('blur')
}
const bodiesOf = (calls: Call[], path: string) =>
  calls
    .filter((call) => `${call.method} ${call.path}` === path)
    .map((call) => call.body as ReturnType<typeof version>)

describe('the editor of a form', () => {
  it('takes money in yuan and keeps it in fen', async () => {
    const { shown, calls } = await open({
      [SAVE]: ({ body }) => version({ version: 2, ...(body as object) }),
    })
    const total = shown.get<HTMLInputElement>('#f-head-total')
    expect(total.element.value).toBe('3.00')
    await write(total, '1,234.5')
    expect(total.element.value).toBe('1,234.50')
    await press('保存草稿')

    const [sent] = bodiesOf(calls, SAVE)
    expect(sent!.version).toBe(1)
    expect(sent!.body.head).toEqual({ total: 123450, note: null })
    expect(shown.get('[role=toolbar]').text()).toContain('已保存')
  })

  it('keeps what it cannot read on the screen, and says so at once', async () => {
    const { shown } = await open({})
    const amount = cell(shown, '第 1 行 实际数')
    await amount.setValue('一万元')
    expect(amount.attributes('aria-invalid')).toBe('true')
    expect(shown.get(`#${amount.attributes('aria-describedby')}`).text()).toBe('应为数字，最多 2 位小数')
    expect(amount.element.value).toBe('一万元')
  })

  it('asks the server a moment after the last key, without blank rows, and shows the difference to the fen', async () => {
    const { shown, calls } = await open({ [CHECK]: () => ({ problems: [OFF], totals: [], lead: [] }) })
    await press('加一行')
    await shown.get('#f-head-total').setValue('3.0')
    await shown.get('#f-head-total').setValue('3.01')
    await settle()

    const asked = bodiesOf(calls, CHECK)
    expect(asked).toHaveLength(1)
    expect(asked[0]!.body.head.total).toBe(301)
    expect(asked[0]!.body.tables.income).toHaveLength(1)
    expect(shown.get('[aria-label=检查]').text()).toContain('差 0.01 元')
    expect(shown.get('#f-head-total').attributes('aria-invalid')).toBe('true')
  })

  it('does not hand in a sheet that is off, and hands in one that is right after a question', async () => {
    let wrong = true
    const { calls } = await open({
      [CHECK]: () => ({ problems: wrong ? [OFF] : [], totals: [], lead: [] }),
      [SUBMIT]: () => version({ state: 'submitted', actions: [], why_not_me: '请另一位同事审核' }),
    })
    await press('提交审核')
    expect(question.value).toBeNull()
    expect(notes.map((note) => note.text)).toEqual(['还有 1 处要改，改好后再提交'])
    wrong = false
    await press('提交审核')
    question.value!.answer(true)
    await flushPromises()
    expect(bodiesOf(calls, SUBMIT)).toHaveLength(1)
    expect(document.body.textContent).toContain('等另一位同事审核')
  })

  it('reproaches nobody for empty fields before he tries to hand in', async () => {
    const missing = { path: 'head.total', text: '收入合计：请填写', level: 'error' }
    const { shown } = await open(
      { [CHECK]: () => ({ problems: [missing], totals: [], lead: [] }) },
      { problems: [missing] },
    )
    expect(shown.get('#f-head-total').attributes('aria-invalid')).toBeUndefined()
    expect(shown.get('[aria-label=检查]').text()).toContain('1 格还没填')
    await press('提交审核')
    expect(shown.get('#f-head-total').attributes('aria-invalid')).toBe('true')
  })

  it('puts what the server refuses where it belongs, and loses nothing', async () => {
    const { shown } = await open({
      [SAVE]: () =>
        new Answer(422, {
          error: {
            code: 'app.invalid',
            message: '不能是负数',
            fields: { 'income.1.amount': ['实际数：不能是负数'] },
          },
        }),
    })
    await write(cell(shown, '第 1 行 实际数'), '-1')
    await press('保存草稿')
    const amount = cell(shown, '第 1 行 实际数')
    expect(amount.element.value).toBe('-1.00')
    expect(shown.get(`#${amount.attributes('aria-describedby')}`).text()).toBe('不能是负数')
  })

  it('lets a person decide when a colleague was faster', async () => {
    let stored = 1
    const { shown, calls } = await open({
      'GET /staff/disclosures/versions/v1': () =>
        version({ version: stored, body: { head: { total: 999, note: null }, tables: { income: [] } } }),
      [SAVE]: ({ body }) =>
        (body as { version: number }).version === stored
          ? version({ version: 3, ...(body as object) })
          : refusal(409, 'app.conflict', '内容已被他人更新'),
    })
    stored = 2
    await write(shown.get('#f-head-total'), '5')
    await press('保存草稿')
    expect(shown.text()).toContain('同事刚刚保存过这份草稿')
    expect(shown.get<HTMLInputElement>('#f-head-total').element.value).toBe('5.00')
    await press('用我的')
    expect(bodiesOf(calls, SAVE).at(-1)!.body.head.total).toBe(500)
    expect(shown.text()).not.toContain('同事刚刚保存过')
  })

  it('asks before unsaved edits are left, and not when there are none', async () => {
    const { shown, router } = await open({})
    await shown.get('#f-head-total').setValue('5')
    void router.push('/todo')
    await flushPromises()
    expect(question.value!.title).toBe('改动还没有保存')
    question.value!.answer(false)
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/disclosures/versions/v1')

    await shown.get('#f-head-total').setValue('3')
    await settle()
    await router.push('/todo')
    expect(router.currentRoute.value.path).toBe('/todo')
  })

  it('keeps unsaved edits over a sign-out', async () => {
    const { shown, session } = await open({})
    await shown.get('#f-head-total').setValue('7')
    session.state = 'out'
    shown.unmount()
    document.body.innerHTML = ''
    const again = await open({})
    expect(again.shown.get<HTMLInputElement>('#f-head-total').element.value).toBe('7.00')
    expect(notes.at(-1)!.text).toBe('恢复了上次没有保存的改动')
  })

  it('goes down a column with Enter, and adds a row at the end', async () => {
    const { shown } = await open({})
    await cell(shown, '第 1 行 实际数').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(document.activeElement!.getAttribute('aria-label')).toBe('第 2 行 实际数')
    await cell(shown, '第 2 行 实际数').trigger('keydown', { key: 'ArrowUp' })
    await flushPromises()
    expect(document.activeElement!.getAttribute('aria-label')).toBe('第 1 行 实际数')
  })

  it('brings a deleted row back', async () => {
    const { shown } = await open({})
    await shown.get('[aria-label="删除第 1 行"]').trigger('click')
    expect(shown.text()).toContain('还没有内容')
    await notes.at(-1)!.undo!()
    await flushPromises()
    expect(cell(shown, '第 1 行 明细').element.value).toBe('停车')
  })

  it('takes a block of cells that was copied from a table, no more than fit', async () => {
    const { shown } = await open({})
    const data = { getData: () => '甲\t1.5\n乙\t二\n丙\t3\n丁\t4\n戊\t5\n己\t6\n' }
    await cell(shown, '第 1 行 明细').trigger('paste', { clipboardData: data })
    await flushPromises()
    const amounts = shown.findAll<HTMLInputElement>('input.number.dense').map((one) => one.element.value)
    expect(amounts).toEqual(['1.50', '二', '3.00', '4.00', '5.00'])
    expect(shown.findAll('.form tbody tr')).toHaveLength(5)
  })
})

describe('a sheet with very many rows', () => {
  const rows = Array.from({ length: 4000 }, (_, at) => ({ name: '第'.repeat(70) + at, amount: at }))
  const many = { body: { head: { total: 300, note: null }, tables: { income: rows } } }

  it('draws some of them, and is changed by a table file only', async () => {
    const { shown, calls } = await open(
      { [SAVE]: ({ body }) => version({ ...many, ...(body as object), version: 2 }) },
      many,
    )
    expect(shown.findAll('.form tbody tr')).toHaveLength(100)
    expect(shown.text()).toContain('请用各张表的“Excel 导入、导出”')
    expect(shown.findAll('.form fieldset').every((one) => 'disabled' in one.attributes())).toBe(true)
    expect(shown.get('[aria-label=收入] header button').attributes('disabled')).toBeUndefined()

    await shown.get('[aria-label=有效期] input').setValue('2026-12-01')
    await press('保存草稿')
    const [sent] = bodiesOf(calls, SAVE)
    expect(sent!.valid_from).toBe('2026-12-01')
    expect(sent).not.toHaveProperty('body')
  })
})

describe('a table from Excel', () => {
  const UPLOAD = 'POST /staff/disclosures/versions/v1/tables/income/imports'
  const run = (more = {}) => ({
    id: 'i1',
    subject_id: 'v1',
    table: 'income',
    state: 'ready',
    state_name: '待确认',
    counts: { rows: 1, added: 0, changed: 1, removed: 0 },
    changes: [
      {
        kind: 'changed',
        key: '停车',
        cells: [{ column: 'amount', label: '实际数', before: '3.00 元', after: '4.00 元' }],
      },
    ],
    more_changes: 0,
    problems: [],
    created_at: '2026-11-26T04:00:00Z',
    actions: ['confirm'],
    ...more,
  })
  async function bring(shown: VueWrapper, name = '收入.xlsx'): Promise<Element> {
    await press('Excel', shown.get('[aria-label=收入]').element)
    const input = document.querySelector<HTMLInputElement>('.el-dialog input[type=file]')!
    Object.defineProperty(input, 'files', { value: [new File(['x'], name)] })
    input.dispatchEvent(new Event('change'))
    await flushPromises()
    return document.querySelector('.el-dialog')!
  }

  it('shows what would change, and writes it only after a yes', async () => {
    const { shown, calls } = await open({
      [UPLOAD]: () => run(),
      'POST /staff/disclosures/imports/i1/actions/confirm': () => run({ state: 'confirmed', actions: [] }),
    })
    const dialog = await bring(shown)
    expect(dialog.textContent).toContain('修改 1 行')
    expect(dialog.querySelector('del')!.textContent).toBe('3.00 元')
    expect(dialog.querySelector('ins')!.textContent).toBe('4.00 元')
    expect(calls.some((call) => call.path.endsWith('/confirm'))).toBe(false)
    await press('确认写入草稿', dialog)
    expect(calls.filter((call) => call.path.endsWith('/confirm'))).toHaveLength(1)
    expect(calls.filter((call) => call.method === 'GET' && call.path.endsWith('/versions/v1'))).toHaveLength(
      2,
    )
  })

  it('tells what is wrong row by row, and offers nothing to confirm', async () => {
    const text = '第 2 行“实际数”：应为数字，现在是“一万元”'
    const { shown } = await open({
      [UPLOAD]: () =>
        run({ state: 'refused', actions: [], changes: [], problems: [{ row: 2, column: 'amount', text }] }),
    })
    const dialog = await bring(shown)
    expect(dialog.textContent).toContain('表格里有 1 处要改，没有写入')
    expect(dialog.textContent).toContain(text)
    expect(dialog.textContent).not.toContain('确认写入草稿')
  })

  it('takes no other file, and nothing while there are unsaved edits', async () => {
    const { shown, calls } = await open({})
    expect((await bring(shown, '收入.xls')).textContent).toContain('只能上传 .xlsx 表格')
    await press('关闭', document.querySelector('.el-dialog')!)
    await shown.get('#f-head-total').setValue('5')
    await press('Excel', shown.get('[aria-label=收入]').element)
    expect(document.body.textContent).toContain('先保存，再用表格更新')
    expect(calls.some((call) => call.path.endsWith('/imports'))).toBe(false)
  })
})

describe('a version that nobody reaches', () => {
  it('is said to be absent', async () => {
    const { shown } = await openPage(
      '/disclosures/versions/v9',
      { '/disclosures/versions/:id': VersionPage },
      {
        'GET /staff/disclosures/versions/v9': () => refusal(404, 'app.not_found', '没有'),
      },
    )
    expect(shown.text()).toContain('没有找到这份公示')
  })
})
