import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount } from '@vue/test-utils'
import { refusal } from '@tests/fake-api'
import { choose, dialog, open, press, row, sent, whole, write } from '@tests/resources'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('the ledger of idle resources', () => {
  it('shows how far each has come, what it is stuck at, and what neighbours think', async () => {
    const { page } = await open('/resources', {
      'GET /staff/resources': () => ({
        items: [
          row('r1', { stuck: 'owner', stuck_name: '产权单位不同意', late: true, next_on: '2026-11-20' }),
          row('r2', {
            stage: 'running',
            stage_name: '已开放',
            service_name: '春晖食堂',
            next_on: null,
            ratings: 12,
            stars_tenths: 45,
          }),
        ],
        next: null,
      }),
    })
    const [first, second] = page.findAll('tbody tr').map((one) => one.text())

    expect(first).toContain('卡在：产权单位不同意')
    expect(first).toContain('已过 6 天')
    expect(first).toContain('186.50 ㎡')
    expect(second).toContain('12 人打分，平均 4.5 分')
  })

  it('narrows the list, and saves what is narrowed', async () => {
    const { calls } = await open('/resources?stage=under_way&stuck=true&q=锅炉', {
      'GET /staff/resources': () => ({ items: [], next: null }),
    })

    const asked = calls.find((call) => call.path === '/staff/resources')!
    expect(Object.fromEntries(asked.query)).toEqual({ stage: 'under_way', stuck: 'true', q: '锅炉' })
  })

  it('enters one with the figures as they are kept', async () => {
    const { calls, router } = await open('/resources', {
      'GET /staff/resources': () => ({ items: [], next: null }),
      'POST /staff/resources': () => whole(),
      'GET /staff/resources/r1': () => whole(),
    })
    await press('登记一处')
    await press('提交', dialog())
    expect(dialog().textContent).toContain('请填写名称')
    expect(dialog().textContent).toContain('请填写面积')
    expect(sent(calls)).toEqual([])

    await write('名称', '原锅炉房')
    await write('位置', '3号楼北侧')
    await write('面积', '186.5')
    await choose('产权单位所有')
    await write('归谁', '示例厂')
    await press('一个月后', dialog())
    await press('提交', dialog())

    expect(sent(calls)).toEqual([
      {
        compound_id: 'c1',
        name: '原锅炉房',
        kind: 'room',
        place: '3号楼北侧',
        area: 18650,
        ownership: 'unit',
        owner_text: '示例厂',
        present_use: '',
        next_on: '2026-12-26',
      },
    ])
    expect(router.currentRoute.value.path).toBe('/resources/r1')
  })

  it('offers no entry to those who only look on', async () => {
    const { page } = await open(
      '/resources',
      { 'GET /staff/resources': () => ({ items: [row('r1')], next: null }) },
      'manager',
    )

    expect(page.text()).not.toContain('登记一处')
  })
})

describe('the figures', () => {
  it('count every stage, street by street for the district', async () => {
    const figures = {
      count: 9,
      found: 1,
      consulted: 2,
      planned: 0,
      funded: 3,
      converting: 0,
      running: 2,
      ended: 1,
    }
    const { page, calls } = await open(
      '/resources?stage=overview',
      {
        'GET /staff/resources/overview': () => ({
          items: [{ id: 's1', name: '八角街道', ...figures, stuck: 4, area: 51850, running_area: 18650 }],
          next: null,
        }),
      },
      'district',
    )

    expect(page.findAll('tbody td').map((cell) => cell.text().replace(/\s/g, ''))).toEqual([
      '八角街道',
      '一共9',
      '已摸排1',
      '已征求意见2',
      '已定方案0',
      '资金已落实3',
      '改造中0',
      '已开放2',
      '不再利用1',
      '有卡点4',
      '面积（已开放/一共）186.50/518.50㎡',
    ])
    expect(calls.some((call) => call.query.get('group_by') === 'street')).toBe(true)
  })
})

describe('one idle resource', () => {
  it('shows the way, the history and the steps that the server allows', async () => {
    const { page } = await open('/resources/r1', { 'GET /staff/resources/r1': () => whole() })

    expect(page.find('.way .here').text()).toBe('已摸排')
    expect(page.findAll('.way li').map((one) => one.text())).not.toContain('不再利用')
    expect(page.text()).toContain('刘社工 登记，下次 2026-12-26')
    const steps = page.findAll('header button, .actions button').map((one) => one.text())
    expect(steps).toEqual(
      expect.arrayContaining(['征求意见', '记录进展', '标记卡点', '修改登记内容', '不再利用']),
    )
    expect(steps).not.toContain('定方案')
  })

  it('asks for the decision of the owners where the parts are common', async () => {
    const { calls } = await open('/resources/r1', {
      'GET /staff/resources/r1': () =>
        whole({
          stage: 'consulted',
          ownership: 'common',
          ownership_name: '业主共有',
          use: 'canteen',
          actions: ['plan'],
        }),
      'POST /staff/resources/r1/actions/plan': () => whole({ version: 2 }),
    })
    await press('定方案')
    await write('方案', '改成食堂')
    await press('一周后', dialog())
    await press('提交', dialog())
    expect(dialog().textContent).toContain('请写明是哪一次业主决定')

    await write('业主决定', '决定〔2026〕3 号')
    await press('提交', dialog())

    expect(sent(calls)).toEqual([
      { use: 'canteen', decision: '决定〔2026〕3 号', note: '改成食堂', next_on: '2026-12-03', version: 1 },
    ])
  })

  it('keeps the form and shows the present state after somebody else was quicker', async () => {
    let reads = 0
    await open('/resources/r1', {
      'GET /staff/resources/r1': () => whole(reads++ ? { version: 2, stage_name: '已征求意见' } : {}),
      'POST /staff/resources/r1/actions/note': () =>
        refusal(409, 'app.conflict', '内容已被他人更新，请核对后重试'),
    })
    await press('记录进展')
    await write('进展', '约了产权单位')
    await press('三天后', dialog())
    await press('提交', dialog())

    expect(dialog().textContent).toContain('内容已被他人更新')
    expect(document.body.textContent).toContain('已征求意见')
    expect((dialog().querySelector('textarea') as HTMLTextAreaElement).value).toBe('约了产权单位')
  })

  it('keeps the organisation tied while its name is left as it is', async () => {
    const { calls } = await open('/resources/r1', {
      'GET /staff/resources/r1': () => whole(),
      'POST /staff/resources/r1/actions/change': () => whole({ version: 2 }),
    })
    await press('修改登记内容')
    await write('名称', '老锅炉房')
    await press('提交', dialog())

    expect(sent(calls)[0]).toMatchObject({ name: '老锅炉房', owner_id: 'o1', area: 18650, version: 1 })
    expect(sent(calls)[0]).not.toHaveProperty('owner_text')
  })
})
