import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { PiniaColada } from '@pinia/colada'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Answer, fakeApi, refusal, type Call } from '@tests/fake-api'
import { sampleMe } from '@tests/samples'
import { useSession } from '@/core/session'
import AgreementPage from './pages/AgreementPage.vue'
import AgreementsPage from './pages/AgreementsPage.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  document.body.innerHTML = ''
})

const LIST = '/staff/party/agreements'
const draft = (more = {}) => ({
  id: 'a1',
  number: '示例〔2026〕1号',
  community: '示例社区',
  compounds: [{ id: 'c1', name: '示例东里' }],
  parties: [],
  signed_on: null,
  starts_on: '2026-01-01',
  ends_on: '2026-12-31',
  state: 'draft',
  state_name: '草稿',
  days_left: null,
  ending: false,
  version: 3,
  actions: ['save', 'sign', 'discard'],
  may_copy: false,
  goal: '',
  lists: { needs: [], resources: [], projects: [] },
  reason: '',
  missing: [],
  copied_from: null,
  papers: [],
  may_change_papers: false,
  events: [],
  ...more,
})
const changed = (version: number | null, after: string) => ({
  version,
  problems: [],
  changes: [
    {
      kind: version ? 'changed' : 'added',
      key: '协议内容',
      cells: [{ column: 'number', label: '协议编号', before: version ? '示例〔2026〕1号' : '', after }],
    },
  ],
})

async function open(address: string, routes: Record<string, (call: Call) => unknown>) {
  const calls = fakeApi({
    'GET /staff/compounds': () => ({ items: [], next: null }),
    [`GET ${LIST}`]: () => ({ items: [], next: null }),
    [`GET ${LIST}/a1`]: () => draft(),
    ...routes,
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/party', component: AgreementsPage },
      { path: '/party/new', component: AgreementsPage },
      { path: '/party/:id', component: AgreementPage, props: true },
    ],
  })
  const pinia = createPinia()
  useSession(pinia).me = sampleMe('community')
  await router.push(address)
  mount(
    { template: '<RouterView />' },
    { global: { plugins: [pinia, PiniaColada, router] }, attachTo: document.body },
  )
  await flushPromises()
  return { calls, router }
}

const button = (words: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent!.trim() === words)
const press = async (words: string) => {
  button(words)!.click()
  await flushPromises()
}
const dialog = () => document.querySelector('.el-dialog')!
const sent = (calls: Call[], path: string) =>
  calls.filter((call) => call.method === 'POST' && call.path === path)

async function give(name = '填写表.docx') {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(input, 'files', { value: [new File(['x'], name)], configurable: true })
  input.dispatchEvent(new Event('change'))
  await flushPromises()
  await new Promise((done) => setTimeout(done))
  await flushPromises()
}

describe('a draft corrected in Word', () => {
  it('is compared first and written only after a yes, from the version it was compared with', async () => {
    const { calls } = await open('/party/a1', {
      [`POST ${LIST}/a1/form/check`]: () => changed(3, '示例〔2026〕9号'),
      [`POST ${LIST}/a1/form`]: () => draft({ number: '示例〔2026〕9号', version: 4 }),
    })
    await press('用 Word 修改')
    await give()
    expect(dialog().textContent).toContain('请核对：1 处改动')
    expect(dialog().textContent).toContain('示例〔2026〕9号')
    expect(sent(calls, `${LIST}/a1/form`)).toHaveLength(0)
    await press('按表修改')
    const [written] = sent(calls, `${LIST}/a1/form`)
    expect(written!.query.get('version')).toBe('3')
    expect(((written!.body as FormData).get('file') as File).name).toBe('填写表.docx')
    expect(document.querySelector('h1')!.textContent).toContain('示例〔2026〕9号')
  })

  it('says every mistake with its place and offers nothing to write', async () => {
    await open('/party/a1', {
      [`POST ${LIST}/a1/form/check`]: () => ({
        version: 3,
        changes: [],
        problems: [{ place: '签约单位第 2 行', text: '没有单位叫“示例物管”' }],
      }),
    })
    await press('用 Word 修改')
    await give()
    expect(dialog().textContent).toContain('表里有 1 处要改，没有写入')
    expect(dialog().textContent).toContain('签约单位第 2 行：没有单位叫“示例物管”')
    expect(button('按表修改')).toBeUndefined()
  })

  it('shows it anew when somebody changed the draft meanwhile', async () => {
    let version = 3
    const { calls } = await open('/party/a1', {
      [`POST ${LIST}/a1/form/check`]: () => changed(version++, '示例〔2026〕9号'),
      [`POST ${LIST}/a1/form`]: () => refusal(409, 'app.conflict', '内容已被他人更新，请刷新后重试'),
    })
    await press('用 Word 修改')
    await give()
    await press('按表修改')
    expect(dialog().textContent).toContain('内容已被他人更新')
    expect(sent(calls, `${LIST}/a1/form/check`)).toHaveLength(2)
    await press('按表修改')
    expect(sent(calls, `${LIST}/a1/form`)[1]!.query.get('version')).toBe('4')
  })

  it('tells in words what no form is, and keeps the file for a second try when the network fails', async () => {
    let fails = true
    await open('/party/a1', {
      [`POST ${LIST}/a1/form/check`]: () =>
        fails ? refusal(503, 'app.unavailable', '正在读取别的文件') : changed(3, '新号'),
    })
    await press('用 Word 修改')
    await give('协议.doc')
    expect(dialog().textContent).toContain('另存为 .docx')
    await give()
    expect(dialog().textContent).toContain('正在读取别的文件')
    fails = false
    await press('再传一次')
    await new Promise((done) => setTimeout(done))
    await flushPromises()
    expect(dialog().textContent).toContain('请核对')
  })

  it('shows the reason that stands beside the file', async () => {
    const fields = { file: ['这是旧版 doc 文件'] }
    const error = { code: 'app.invalid_input', message: '提交的内容有误', fields, request_id: 'r1' }
    await open('/party/a1', { [`POST ${LIST}/a1/form/check`]: () => new Answer(422, { error }) })
    await press('用 Word 修改')
    await give()
    expect(dialog().textContent).toContain('这是旧版 doc 文件')
  })
})

describe('an empty form', () => {
  it('begins a draft once, with the same key for a second try', async () => {
    let answers = 0
    const { calls, router } = await open('/party', {
      [`POST ${LIST}/form/check`]: () => changed(null, '新号'),
      [`POST ${LIST}/form`]: () =>
        answers++ ? draft() : refusal(503, 'app.unavailable', '系统繁忙，请稍后再试'),
    })
    await press('用 Word 登记')
    await give()
    await press('登记为草稿')
    expect(dialog().textContent).toContain('系统繁忙')
    await press('登记为草稿')
    const [first, second] = sent(calls, `${LIST}/form`)
    expect(first!.headers.get('Idempotency-Key')).toBeTruthy()
    expect(second!.headers.get('Idempotency-Key')).toBe(first!.headers.get('Idempotency-Key'))
    expect(router.currentRoute.value.path).toBe('/party/a1')
  })
})
