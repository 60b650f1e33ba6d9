import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { Answer } from '@tests/fake-api'
import { dialog, open, poll, press, RESULT, sent } from '@tests/polls'

enableAutoUnmount(afterEach)
vi.mock('@/ui/confirm', () => ({ confirmAct: async () => true }))
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-27T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('a secret poll', () => {
  const secret = (more = {}) =>
    poll({
      kind: 'survey',
      kind_name: '意见征询',
      secret: true,
      state: 'closed',
      state_name: '已截止',
      actions: ['count', 'cancel'],
      box: { papers: 3, readings: 1, settled: false },
      ...more,
    })

  it('has its box counted topic by topic, without the first count beside it', async () => {
    const { page, calls } = await open('/polls/p1', {
      'GET /staff/polls/p1': () => secret(),
      'POST /staff/polls/p1/box': () => secret({ box: { papers: 3, readings: 2, settled: true } }),
    })
    expect(page.text()).toContain('点了一遍，请另一个人再点一遍')
    const fill = async (label: string, words: string) =>
      page.find(`input[aria-label="${label}"]`).setValue(words)
    await fill('第 1 个议题同意的张数', '2')
    await fill('第 1 个议题不同意的张数', '1')
    await fill('第 2 个议题弃权的张数', 'x')
    await press('记下这一遍')
    expect(page.text()).toContain('张数请填数字')
    await fill('第 2 个议题弃权的张数', '3')
    await press('记下这一遍')
    expect(sent(calls)).toEqual([
      {
        sums: [
          { yes: 2, no: 1, abstain: 0 },
          { yes: 0, no: 0, abstain: 3 },
        ],
      },
    ])
  })

  it('shows homes and no areas, and nothing at all of very few', async () => {
    const bare = (homes: number | null) => ({ area: null, heads: null, homes })
    const counted = (homes: number | null, passed: boolean | null) =>
      secret({
        state: 'counted',
        result: {
          ...RESULT,
          topics: [
            {
              number: 1,
              matter: 5,
              yes: bare(homes),
              no: bare(homes),
              abstain: bare(homes),
              approved: passed,
              passed,
            },
          ],
        },
      })
    const many = await open('/polls/p1', { 'GET /staff/polls/p1': () => counted(7, true) })
    expect(many.page.find('tbody').text()).toContain('7 户')
    expect(many.page.find('tbody').text()).not.toContain('㎡')
    many.page.unmount()
    const few = await open('/polls/p1', { 'GET /staff/polls/p1': () => counted(null, null) })
    expect(few.page.find('tbody').text()).toContain('不公布')
    expect(few.page.text()).toContain('参加的不到 5 户')
  })
})

describe('the municipal vote', () => {
  it('names every problem of a file, and afterwards who had voted on paper', async () => {
    const over = (more = {}) => poll({ state: 'closed', state_name: '已截止', actions: ['count'], ...more })
    let tries = 0
    const fields = { file: ['第 3 行：没有', '第 9 行：没填'] }
    const wrong = new Answer(422, { error: { code: 'x', message: '有误', fields, request_id: 'r' } })
    const evote = { reference: '京18', taken: 40, already: ['1号楼1单元102'] }
    const { page } = await open('/polls/p1', {
      'GET /staff/polls/p1': () => (tries > 1 ? over({ evote }) : over()),
      'POST /staff/polls/p1/evote': () => (++tries > 1 ? over({ evote }) : wrong),
    })
    await press('导入电子投票结果')
    const choose = async () => {
      const input = dialog().querySelector<HTMLInputElement>('input[type=file]')!
      Object.defineProperty(input, 'files', { value: [new File(['x'], '结果.xlsx')], configurable: true })
      input.dispatchEvent(new Event('change'))
      await flushPromises()
    }
    await choose()
    expect(dialog().textContent).toContain('请先填写表决编号')
    const number = dialog().querySelector<HTMLInputElement>('input:not([type=file])')!
    number.value = '京18'
    number.dispatchEvent(new Event('input'))
    await choose()
    expect(dialog().textContent).toContain('第 9 行：没填')
    await choose()
    expect(page.text()).toContain('导入 40 户')
    expect(page.text()).toContain('1号楼1单元102')
  })
})
