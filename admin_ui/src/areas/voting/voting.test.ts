import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { refusal } from '@tests/fake-api'
import { dialog, home, key, open, poll, press, RESULT, sent } from '@tests/polls'
import { outcome, share } from './words'

enableAutoUnmount(afterEach)
vi.mock('@/ui/confirm', () => ({ confirmAct: async () => true }))
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-27T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('a share', () => {
  it('is cut and never rounded up to a border', () => {
    expect(share(1_999_999, 3_000_000)).toBe('66.66%')
    expect(share(2_000_000, 3_000_000)).toBe('66.66%')
    expect(share(1, 2)).toBe('50.00%')
    expect(share(0, 0)).toBe('—')
  })
})

describe('one poll', () => {
  it('shows while it runs how many have voted, and nothing of what they chose', async () => {
    const { page } = await open('/polls/p1', { 'GET /staff/polls/p1': () => poll({ unresolved: 2 }) })
    const text = page.text()

    expect(text).toContain('3 / 612 户')
    expect(text).toContain('纸质票 2 户，上门 1 户')
    expect(text).toContain('还有 2 张票没有录完')
    expect(text).toContain('谁也看不到投了什么')
    expect(text).not.toContain('结果')
  })

  it('shows after the count areas and heads beside each other, and what passed', async () => {
    const { page } = await open('/polls/p1', {
      'GET /staff/polls/p1': () =>
        poll({
          state: 'counted',
          state_name: '已计票',
          result: RESULT,
          hash: 'ab12',
          post_until: '2026-11-30',
          actions: ['announce'],
        }),
    })
    const [first, second] = page.findAll('tbody tr').map((one) => one.text())

    expect(page.text()).toContain('都达到三分之二')
    expect(first).toContain('10,000.01 ㎡')
    expect(first).toContain('通过')
    expect(second).toContain('未通过')
    expect(page.text()).toContain('ab12')
    expect(page.text()).toContain('2026-11-30')
  })

  it('says of a survey what those who took part think, though too few took part', () => {
    const said = (kind: string, matter: number, approved: boolean | null, passed: boolean | null) =>
      outcome(kind, matter, { approved, passed })?.label
    expect(said('survey', 5, true, false)).toBe('多数同意')
    expect(said('survey', 5, false, false)).toBe('没有过半')
    expect(said('survey', 8, true, false)).toBe('四分之三以上同意')
    expect(said('survey', 8, false, false)).toBe('不到四分之三')
    expect(said('assembly', 5, true, false)).toBe('未通过')
    expect(said('survey', 5, null, null)).toBeUndefined()
  })

  it('saves a draft with its topics, and announces only what is saved', async () => {
    const draft = poll({
      state: 'draft',
      state_name: '草稿',
      totals: null,
      actions: ['save', 'notice', 'cancel'],
    })
    const { page, calls } = await open('/polls/p1', {
      'GET /staff/polls/p1': () => draft,
      'POST /staff/polls/p1/actions/save': () => ({ ...draft, version: 4 }),
      'POST /staff/polls/p1/actions/notice': () => poll({ state: 'noticed', state_name: '已公告' }),
    })
    const notice = () =>
      [...document.querySelectorAll('button')].find((one) => one.textContent!.trim() === '公告')!
    await page.find('input[aria-label="第 1 个议题"]').setValue('只修 1 号楼屋面')
    await flushPromises()
    expect(notice().disabled).toBe(true)

    await press('保存草稿')
    expect(sent(calls)[0]).toMatchObject({
      version: 3,
      topics: [
        { matter: 5, text: '只修 1 号楼屋面' },
        { matter: 5, text: '由示例建工施工' },
      ],
    })
    await press('公告')
    expect(sent(calls)[1]).toEqual({ version: 4 })
    expect(page.text()).toContain('已公告')
  })
})

describe('papers and doors', () => {
  it('reads a ballot by three keys, and says that somebody else reads it too', async () => {
    const { calls } = await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({ items: [home('1'), home('2')], next: null }),
      'POST /staff/polls/p1/papers': () => home('2', { state: 'once', entries: 1, mine: true }),
    })
    const box = document.querySelector<HTMLInputElement>('input[aria-label="票号"]')!
    box.value = '2'
    box.dispatchEvent(new Event('input'))
    await press('找这张票')
    expect(dialog().textContent).toContain('1号楼1单元102，票 2 号')
    await vi.waitFor(() => expect(document.activeElement!.className).toBe('paper'))
    await key('1')
    await key('3')
    await key('Enter')

    expect(sent(calls)).toEqual([
      { home_id: '2', choices: ['yes', 'abstain'], channel: 'paper', media_ids: [] },
    ])
    expect(document.querySelector('.el-dialog')).toBeNull()
    expect(document.querySelector('.door.once')!.textContent).toContain('102')
  })

  it('says so where no home is in that state', async () => {
    const { page } = await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({ items: [home('1')], next: null }),
    })
    expect(page.text()).not.toContain('这里没有一户')
    page
      .findAll('button')
      .find((one) => one.text().startsWith('两遍不一样'))!
      .element.click()
    await flushPromises()
    expect(page.text()).toContain('这里没有一户')
  })

  it('lets a paper read at the wrong home be taken back, until somebody else has read it', async () => {
    const { calls } = await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({
        items: [
          home('1', { state: 'once', entries: 1, mine: true }),
          home('2', { state: 'differs', entries: 2, mine: true }),
        ],
        next: null,
      }),
      'POST /staff/polls/p1/papers/withdraw': () => home('1'),
    })
    const doors = document.querySelectorAll<HTMLButtonElement>('.door')
    doors[1]!.click()
    await flushPromises()
    expect(dialog().textContent).not.toContain('收回')
    await press('关闭', dialog())
    doors[0]!.click()
    await flushPromises()
    await press('录错了，收回', dialog())
    expect(sent(calls)).toEqual([{ home_id: '1' }])
    expect(document.querySelector('.door.once')).toBeNull()
  })

  it('lets nobody read the same paper twice, and shows why a reading was refused', async () => {
    await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({
        items: [
          home('1', { state: 'once', mine: true }),
          home('2', { state: 'voted', channel_name: '手机' }),
          home('3'),
        ],
        next: null,
      }),
      'POST /staff/polls/p1/papers': () =>
        refusal(409, 'voting.voted_already', '这一户已经投过票，一户只有一票'),
    })
    const doors = document.querySelectorAll<HTMLButtonElement>('.door')
    doors[0]!.click()
    await flushPromises()
    expect(dialog().textContent).toContain('第二遍要由另一个人录')
    expect(dialog().textContent).not.toContain('录好了')
    await press('关闭', dialog())
    doors[1]!.click()
    await flushPromises()
    expect(dialog().textContent).toContain('已经投过票（手机）')
    await press('关闭', dialog())
    document.querySelectorAll<HTMLButtonElement>('.door')[2]!.click()
    await flushPromises()
    await key('1')
    await key('1')
    await press('录好了', dialog())
    expect(dialog().textContent).toContain('一户只有一票')
  })

  it('writes down how a visit ended', async () => {
    const { calls } = await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({ items: [home('1')], next: null }),
      'POST /staff/polls/p1/visits': () => home('1', { visit: 'absent', visit_name: '家里没人' }),
    })
    document.querySelector<HTMLButtonElement>('.door')!.click()
    await flushPromises()
    await press('家里没人', dialog())

    expect(sent(calls)).toEqual([{ home_id: '1', state: 'absent' }])
    expect(document.querySelector('.door')!.textContent).toContain('家里没人')
  })

  it('opens the home whose code was scanned, by telephone or by a reader that types', async () => {
    const routes = {
      'GET /staff/polls/p1': () => poll(),
      'GET /staff/polls/p1/homes': () => ({ items: [home('1'), home('2')], next: null }),
    }
    await open('/polls/p1/homes?no=2', routes)
    expect(dialog().textContent).toContain('票 2 号')
    await press('关闭', dialog())
    const box = document.querySelector<HTMLInputElement>('input[aria-label="票号"]')!
    box.value = 'https://haofuwu.example/admin/#/polls/p1/homes?no=1'
    box.dispatchEvent(new Event('input'))
    await press('找这张票')
    expect(dialog().textContent).toContain('票 1 号')
  })

  it('notes in a secret poll only that a paper is in the box', async () => {
    const { calls } = await open('/polls/p1/homes', {
      'GET /staff/polls/p1': () => poll({ kind: 'survey', secret: true }),
      'GET /staff/polls/p1/homes': () => ({ items: [home('1')], next: null }),
      'POST /staff/polls/p1/boxed': () => home('1', { state: 'voted', channel_name: '纸质票' }),
    })
    document.querySelector<HTMLButtonElement>('.door')!.click()
    await flushPromises()
    expect(dialog().querySelector('.paper')).toBeNull()
    await press('已投进票箱', dialog())
    expect(sent(calls)).toEqual([{ home_id: '1' }])
    expect(document.querySelector('.door.voted')).not.toBeNull()
  })
})
