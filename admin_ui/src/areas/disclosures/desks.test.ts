import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { Answer, refusal, type Call } from '@tests/fake-api'
import { brief, button, duty, FORM, open, page, press, publication, version } from '@tests/disclosures'
import { question } from '@/ui/confirm'
import ApprovalsPage from './pages/ApprovalsPage.vue'
import DutiesPage from './pages/DutiesPage.vue'
import VersionPage from './pages/VersionPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-26T04:00:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  question.value = null
  document.body.innerHTML = ''
})

const BASE = '/staff/disclosures'
const PAGES = {
  '/disclosures': DutiesPage,
  '/disclosures/approvals': ApprovalsPage,
  '/disclosures/versions/:id': VersionPage,
}
const go = (
  address: string,
  routes: Record<string, (call: Call) => unknown>,
  role?: Parameters<typeof open>[3],
) => open(address, PAGES, routes, role)
const type = async (text: string) => {
  const box = document.querySelector<HTMLTextAreaElement>('.el-dialog textarea')!
  box.value = text
  box.dispatchEvent(new Event('input'))
  await flushPromises()
}

describe('the publishing desk', () => {
  const DRAFTS = [
    { ...publication(), versions: [brief('d1')] },
    {
      ...publication({ id: 'p2', title: '收费情况' }),
      versions: [brief('d2', { return_reason: '电话写错了' })],
    },
  ]
  const DUTIES = [
    duty('u1', { state: 'overdue', state_name: '应公示未公示', days_late: 40, next_due_on: '2026-10-17' }),
    duty('u2', { form: 'fees', form_name: '收费情况' }),
  ]
  const routes = {
    [`GET ${BASE}/duties`]: () => page(...DUTIES),
    [`GET ${BASE}/publications`]: () => page(...DRAFTS),
  }

  it('shows what is due and how late it is, and what came back first, with the reason', async () => {
    const { shown, calls } = await go('/disclosures', routes)
    const drafts = shown.get('[aria-label=正在编的]').findAll('li')
    expect(drafts.map((one) => one.text().includes('退回原因：电话写错了'))).toEqual([true, false])
    const rows = shown.findAll('tbody tr')
    expect(rows[0]!.text()).toContain('已超过 40 天')
    expect(rows[1]!.text()).toContain('还有 5 天')
    expect(calls.find((call) => call.path === `${BASE}/publications`)!.query.get('state')).toBe('draft')
  })

  it('shows one duty of one compound when the list of things to do leads there', async () => {
    const { shown, calls } = await go('/disclosures?compound=c1&form=fees', routes)
    expect(shown.findAll('tbody tr')).toHaveLength(1)
    expect(calls.find((call) => call.path === `${BASE}/duties`)!.query.get('compound_id')).toBe('c1')
  })

  it('begins a sheet of the last quarter from the last one, once for a double click', async () => {
    const { shown, calls, router } = await go('/disclosures', {
      ...routes,
      [`POST ${BASE}/publications`]: () => new Answer(201, version({ id: 'v9' })),
    })
    await press('编制', shown.findAll('tbody tr')[0]!.element)
    const dialog = document.querySelector('.el-dialog')!
    button('开始编制', dialog).click()
    button('开始编制', dialog).click()
    await flushPromises()
    const made = calls.filter((call) => call.method === 'POST')
    expect(made.map((call) => call.body)).toEqual([
      {
        compound_id: 'c1',
        form: FORM.code,
        period_from: '2026-07-01',
        period_to: '2026-09-30',
        subject: '',
        copy_previous: true,
      },
    ])
    expect(made[0]!.headers.get('Idempotency-Key')).toMatch(/.{8,}/)
    expect(router.currentRoute.value.path).toBe('/disclosures/versions/v9')
  })

  it('says why a sheet cannot be begun, and leads to what is there', async () => {
    const { shown } = await go('/disclosures', {
      ...routes,
      [`POST ${BASE}/publications`]: () => refusal(409, 'disclosures.published_already', '这一期已经公示'),
    })
    await press('编制', shown.findAll('tbody tr')[0]!.element)
    await press('开始编制', document.querySelector('.el-dialog')!)
    const dialog = document.querySelector('.el-dialog')!
    expect(dialog.textContent).toContain('这一期已经公示')
    expect(dialog.querySelector('a')!.getAttribute('href')).toBe(
      `/disclosures/records?compound=c1&form=${FORM.code}`,
    )
  })

  it('offers nothing to begin to who only looks on, and lets the community set a duty aside with a reason', async () => {
    const { shown, calls } = await go(
      '/disclosures',
      {
        ...routes,
        [`GET ${BASE}/duties`]: () => page(duty('u1', { may_publish: false, actions: ['set_aside'] })),
        [`POST ${BASE}/duties/u1/actions/set_aside`]: () =>
          duty('u1', { state: 'exempt', state_name: '不适用', exempt_reason: '没有电梯' }),
      },
      'community',
    )
    expect(button('编制')).toBeUndefined()
    await press('不适用', shown.get('tbody').element)
    await press('设为不适用', document.querySelector('.el-dialog')!)
    expect(calls.some((call) => call.method === 'POST')).toBe(false)
    await type('没有电梯')
    await press('设为不适用', document.querySelector('.el-dialog')!)
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ version: 1, reason: '没有电梯' })
    expect(shown.get('tbody').text()).toContain('不适用：没有电梯')
  })

  it('says so when there is nothing', async () => {
    const { shown } = await go('/disclosures', {
      [`GET ${BASE}/duties`]: () => page(),
      [`GET ${BASE}/publications`]: () => page(),
    })
    expect(shown.text()).toContain('还没有公示任务')
  })
})

describe('the approval desk', () => {
  it('puts first what waits for this person, and says of the others why not', async () => {
    const why = '起草、修改或提交过的人不能审核，请另一位同事审核'
    const one = (id: string, at: string, more = {}) => ({
      ...publication({ id }),
      versions: [brief(id, { state: 'submitted', submitted_by_name: '陈立新', submitted_at: at, ...more })],
    })
    const { shown } = await go('/disclosures/approvals', {
      [`GET ${BASE}/publications`]: () =>
        page(
          one('a', '2026-11-20T00:00:00Z', { why_not_me: why }),
          one('b', '2026-11-25T00:00:00Z'),
          one('c', '2026-11-22T00:00:00Z'),
        ),
    })
    const rows = shown.findAll('tbody tr')
    expect(rows.map((row) => row.get('a').attributes('href'))).toEqual([
      '/disclosures/versions/c',
      '/disclosures/versions/b',
      '/disclosures/versions/a',
    ])
    expect(rows[2]!.text()).toContain(why)
    expect(rows[2]!.text()).not.toContain('去审核')
  })

  const waiting = (more = {}) =>
    version({ state: 'submitted', state_name: '待审核', submitted_by_name: '陈立新', ...more })
  const changes = {
    against: { id: 'v0', number: 1 },
    tables: [
      {
        table: 'income',
        name: '收入',
        changes: [
          {
            kind: 'added',
            key: '新车位',
            cells: [{ column: 'amount', label: '实际数', before: '', after: '9.00 元' }],
          },
        ],
      },
    ],
  }
  const routes = (more = {}) => ({
    [`GET ${BASE}/versions/v1`]: () => waiting(more),
    [`GET ${BASE}/versions/v1/changes`]: () => changes,
  })

  it('refuses one his own sheet with a clear message and no button', async () => {
    const { shown } = await go(
      '/disclosures/versions/v1',
      routes({
        actions: ['withdraw_submission'],
        why_not_me: '起草、修改或提交过的人不能审核，请另一位同事审核',
      }),
    )
    expect(shown.text()).toContain('起草、修改或提交过的人不能审核，请另一位同事审核')
    expect(button('审核通过')).toBeUndefined()
    expect(button('退回')).toBeUndefined()
    expect(button('撤回修改')).toBeDefined()
  })

  it('shows what changed against the version before, and publishes after a question', async () => {
    const { shown, calls } = await go('/disclosures/versions/v1', {
      ...routes({ actions: ['return', 'publish'] }),
      [`POST ${BASE}/versions/v1/actions/publish`]: () =>
        version({ state: 'published', state_name: '已公示', number: 2, hash: 'a'.repeat(64), actions: [] }),
    })
    expect(shown.get('[aria-label=改了什么]').text()).toContain('和第 1 版相比：')
    expect(shown.get('[aria-label=改了什么]').text()).toContain('新车位')
    expect(shown.get('[aria-label=公示内容]').text()).toContain('3.00')
    await press('审核通过')
    question.value!.answer(false)
    await flushPromises()
    expect(calls.some((call) => call.method === 'POST')).toBe(false)
    await press('审核通过')
    question.value!.answer(true)
    await flushPromises()
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ version: 1, reason: '' })
    expect(shown.text()).toContain('居民看到的页面')
    expect(shown.find('a[href="/p/ABC/d/v1"]').exists()).toBe(true)
  })

  it('sends back only with a reason', async () => {
    const { calls } = await go('/disclosures/versions/v1', {
      ...routes({ actions: ['return', 'publish'] }),
      [`POST ${BASE}/versions/v1/actions/return`]: () =>
        version({ return_reason: '请注明月份', actions: [] }),
    })
    await press('退回')
    await press('退回', document.querySelector('.el-dialog')!)
    expect(document.querySelector('.el-dialog')!.textContent).toContain('请写明退回原因')
    expect(calls.some((call) => call.method === 'POST')).toBe(false)
    await type('请注明月份')
    await press('退回', document.querySelector('.el-dialog')!)
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ version: 1, reason: '请注明月份' })
    expect(document.body.textContent).toContain('被退回，请改好再提交')
  })

  it('corrects as a new version and goes there; withdraws with a reason', async () => {
    const { calls, router } = await go('/disclosures/versions/v1', {
      [`GET ${BASE}/versions/v1`]: () =>
        version({ state: 'published', state_name: '已公示', number: 1, actions: ['withdraw', 'correct'] }),
      [`GET ${BASE}/versions/v2`]: () =>
        version({ id: 'v2', corrects_id: 'v1', correction_reason: '少计一笔' }),
      [`POST ${BASE}/versions/v1/actions/correct`]: () => version({ id: 'v2' }),
    })
    expect(button('撤下')).toBeDefined()
    await press('更正')
    await type('少计一笔')
    await press('起草更正', document.querySelector('.el-dialog')!)
    expect(calls.find((call) => call.method === 'POST')!.body).toEqual({ version: 1, reason: '少计一笔' })
    expect(router.currentRoute.value.path).toBe('/disclosures/versions/v2')
  })
})
