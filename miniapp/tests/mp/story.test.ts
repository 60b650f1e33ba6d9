import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createApi } from '../mock/api.mjs'

/* The built mini-program plays its own story against the API of the contract. Build it first: npm run build:mp-weixin */

interface Phone {
  calls: { name: string; path: string; body?: Record<string, unknown> }[]
  storage: Record<string, string>
  allows: boolean
  setOnline: (online: boolean) => void
}
interface Screen {
  dom: HTMLElement
  instance: Record<string, (...args: unknown[]) => unknown>
}

const { boot, fire, openPage, sleep } = createRequire(import.meta.url)('./harness.cjs')
const root = path.resolve('dist/build/mp-weixin')
const api = createApi({ seed: false })
let phone: Phone

const open = (route: string, query = {}): Screen => openPage(root, route, query)
const words = (page: Screen) => page.dom.textContent ?? ''

/** Wait until `what` is there; the machine may be slow. The error of the last look is the one that is told. */
async function eventually<T>(what: () => T, patience = 6000): Promise<T> {
  const end = Date.now() + patience
  for (;;) {
    try {
      return what()
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(25)
    }
  }
}

const shows = (page: Screen, text: string | RegExp) => eventually(() => expect(words(page)).toMatch(text))
const server = (check: () => void) => eventually(check)

/** Tap the button whose words contain `text`: the first one, or the last. */
async function tap(page: Screen, text: string, which: 'first' | 'last' = 'first') {
  const button = await eventually(() => {
    const found = [...page.dom.querySelectorAll('wx-button')].filter((one) => one.textContent?.includes(text))
    expect(found.length, `no button "${text}" in: ${words(page)}`).toBeGreaterThan(0)
    return found.at(which === 'first' ? 0 : -1)
  })
  fire(button, 'tap')
}

async function type(page: Screen, selector: string, value: string) {
  const field = await eventually(() => {
    const found = page.dom.querySelector(selector)
    expect(found, `no ${selector}`).not.toBeNull()
    return found
  })
  fire(field, 'input', { value })
}

const last = (name: string) => phone.calls.filter((call) => call.name === name).at(-1)
const posts = (route: string) => phone.calls.filter((call) => call.name === 'POST' && call.path === route)

beforeAll(() => {
  expect(existsSync(path.join(root, 'app.js')), 'build the mini-program first').toBe(true)
  phone = boot(root, api.handle, { fontSize: 24 })
})

test('the person is signed in by wx.login, without a question, and the type follows WeChat', async () => {
  const home = open('areas/home/pages/home')
  await shows(home, '示例古城南路小区')
  await shows(home, '现在没有没办完的事')
  expect(phone.calls.map((call) => call.name)).toContain('login')
  for (const door of ['报修', '投诉建议', '打电话求助']) expect(words(home)).toContain(door)
  expect(words(home)).toContain('小字') // 24 px in WeChat is large print already.
})

test('a danger shows its numbers', async () => {
  const page = open('areas/home/pages/emergency')
  await tap(page, '电梯困人')
  await shows(page, '010-68000001')
  await tap(page, '119')
  await eventually(() => expect(last('call')).toMatchObject({ path: '119' }))
})

test('a report: photo and words, where, look, send: one ticket', async () => {
  const what = open('areas/report/pages/what', { kind: 'repair' })
  await tap(what, '下一步')
  await shows(what, '请拍一张照片，或者写一句话')
  await tap(what, '拍照片')
  await shows(what, '已传好')
  await type(what, 'wx-textarea', '厨房漏气')
  await shows(what, '先打电话')
  await tap(what, '没有危险')
  await type(what, 'wx-textarea', '4 层楼道灯不亮')
  await tap(what, '下一步')
  const address = await eventually(() => last('navigateTo')?.path.split('?')[1] ?? expect.fail('not gone on'))
  const draft = new URLSearchParams(address).get('draft') as string

  const where = open('areas/report/pages/where', { draft })
  await shows(where, '我家在这里')
  await shows(where, '3 号楼')
  await tap(where, '下一步')

  const check = open('areas/report/pages/check', { draft })
  await shows(check, '类别：楼道照明')
  await Promise.all([tap(check, '发出去'), tap(check, '发出去')])
  await eventually(() => expect(last('redirectTo')?.path).toContain('done?id=t-1'))
  expect(posts('/tickets')).toHaveLength(1)
  expect(posts('/tickets')[0].body).toMatchObject({
    compound_id: 'c-1',
    building_id: 'b-3',
    kind: 'repair',
    category: '0201',
    description: '4 层楼道灯不亮',
    media_ids: ['m-1'],
  })
})

test('the success page tells number, next step and deadline, and asks for messages by a tap', async () => {
  const done = open('areas/report/pages/done', { id: 't-1' })
  await shows(done, /SJS-261122-0001.*等他们接单.*前/s)
  await tap(done, '微信告诉我')
  await shows(done, '有进展会在微信里告诉您')
  expect(last('subscribe')).toMatchObject({ path: 'TPL-1' })
  expect(api.state.subscriptions).toEqual(['progress'])
})

test('refusing messages is fine', async () => {
  phone.allows = false
  const done = open('areas/report/pages/done', { id: 't-1' })
  await tap(done, '微信告诉我')
  await shows(done, '没关系')
  expect(api.state.subscriptions).toEqual(['progress'])
})

test('a worker takes the job, starts without network, and finishes: both steps arrive once', async () => {
  await signInAs('repair')
  const jobs = open('areas/staff/pages/jobs')
  await tap(jobs, '待接单')
  await shows(jobs, '4 层楼道灯不亮')

  const job = open('areas/staff/pages/job', { id: 't-1' })
  await tap(job, '接单')
  await shows(job, '到场，开始修')
  expect(api.state.tickets[0].state).toBe('accepted')

  phone.setOnline(false)
  await tap(job, '到场，开始修')
  await shows(job, '待发送：到场')
  await tap(job, '拍照完成')
  const step = open('areas/staff/pages/step', { id: 't-1', action: 'finish' })
  await tap(step, '拍照片')
  await shows(step, '有网络时再传')
  await tap(step, '换了新零件')
  await tap(step, '办完了，交上去')
  await shows(job, '待发送：拍照完成')
  expect(api.state.tickets[0].state).toBe('accepted')

  phone.setOnline(true)
  await server(() => expect(api.state.tickets[0].state).toBe('awaiting_confirmation'))
  await eventually(() => expect(phone.storage['hfw.steps']).toBe('[]'))
  expect(api.state.tickets[0].media.filter((photo) => photo.stage === 'after')).toHaveLength(1)
  expect(posts('/staff/tickets/t-1/actions/start')).toHaveLength(1)
  expect(posts('/staff/tickets/t-1/actions/finish')).toHaveLength(1)
})

test('a worker ties his WeChat and allows messages about work, and takes the tie off again', async () => {
  await signInAs('repair')
  phone.allows = true
  const before = api.state.subscriptions.length
  const jobs = open('areas/staff/pages/jobs')
  await tap(jobs, '新活用微信告诉我')
  await shows(jobs, '还能收 2 条')
  expect(posts('/me/wechat')).toHaveLength(1)
  expect(posts('/me/wechat')[0].body?.code).toMatch(/^code-/)
  await tap(jobs, '再收一些微信提醒')
  await eventually(() => expect(api.state.subscriptions.slice(before)).toEqual(['work']))
  expect(last('subscribe')).toMatchObject({ path: 'TPL-2' })

  const job = open('areas/staff/pages/job', { id: 't-1' })
  await shows(job, '再收一些微信提醒')
  await tap(jobs, '微信提醒：已开')
  await shows(jobs, '不再用微信提醒？')
  await tap(jobs, '解除', 'last')
  await shows(jobs, '新活用微信告诉我')
})

test('the resident sees it in the list, confirms and rates; not solved leads on', async () => {
  await signInAs('resident')
  const list = open('areas/tickets/pages/list')
  await shows(list, '师傅说办好了，请您看一看')

  const detail = open('areas/tickets/pages/detail', { id: 't-1' })
  await tap(detail, '没有解决')
  await tap(detail, '提交')
  await shows(detail, '请点几颗星')
  const stars = [...detail.dom.querySelectorAll('wx-button')].filter((button) =>
    /star-2/.test(button.className),
  )
  expect(stars).toHaveLength(1)
  fire(stars[0], 'tap')
  await shows(detail, '不满意')
  await tap(detail, '提交')
  await shows(detail, '没办好？接着办')
  expect(api.state.tickets[0]).toMatchObject({ state: 'closed', outcome: 'unsolved', rating: 2 })
  await tap(detail, '继续处理')
  await shows(detail, '请写一句')
  await type(detail, 'wx-textarea', '还是不亮')
  await tap(detail, '继续处理')
  await server(() => expect(api.state.tickets[0]).toMatchObject({ state: 'dispatched', round: 2 }))
})

test('withdrawing asks first; a change by somebody else is told and shown', async () => {
  const detail = open('areas/tickets/pages/detail', { id: 't-1' })
  await tap(detail, '不用办了')
  await shows(detail, '真的不用办了吗')
  api.state.tickets[0].version += 1
  await tap(detail, '撤回', 'last')
  await shows(detail, '刚刚有了变化')
  expect(api.state.tickets[0].state).toBe('dispatched')
})

test('a relative helps: code, report for her, the mark on it, and its end', async () => {
  const invite = open('areas/identity/pages/invite')
  await tap(invite, '生成代办码')
  await shows(invite, '请先点一下，请谁帮您')
  await tap(invite, '儿子')
  await tap(invite, '一年')
  await tap(invite, '生成代办码')
  await shows(invite, '1000 0001')
  await shows(invite, '只告诉自己家里人')

  await signInAs('family')
  const page = open('areas/identity/pages/delegates')
  await type(page, 'wx-input', '1000')
  await tap(page, '我来帮忙')
  await shows(page, '代办码是 8 位数字')
  await type(page, 'wx-input', '1000 0001')
  await tap(page, '我来帮忙')
  await shows(page, '我是王秀英的儿子')
  await tap(page, '替王秀英报修')
  await eventually(() => expect(last('navigateTo')?.path).toContain('whom=p-resident'))

  const what = open('areas/report/pages/what', { kind: 'repair', whom: 'p-resident' })
  await shows(what, '替王秀英报')
  await type(what, 'wx-textarea', '阳台窗户关不上')
  const before = phone.calls.length
  await tap(what, '下一步')
  const address = await eventually(
    () =>
      phone.calls
        .slice(before)
        .find((call) => call.name === 'navigateTo')
        ?.path.split('?')[1] ?? expect.fail('not gone on'),
  )
  const draft = new URLSearchParams(address).get('draft') as string
  const where = open('areas/report/pages/where', { draft })
  await shows(where, '王秀英家在这里')
  await shows(where, '3 号楼')
  const check = open('areas/report/pages/check', { draft })
  await shows(check, '替谁报')
  await tap(check, '发出去')
  await server(() => expect(posts('/tickets').at(-1)?.body).toMatchObject({ on_behalf_of: 'p-resident' }))
  await eventually(() => expect(last('redirectTo')?.path).toContain('done?id=t-2'))
  await shows(open('areas/tickets/pages/list'), '您替王秀英报的')

  await signInAs('resident')
  await shows(open('areas/tickets/pages/detail', { id: 't-2' }), '王小军替您报的')
  const mine = open('areas/identity/pages/delegates')
  await tap(mine, '不让王小军帮了')
  await shows(mine, '王小军马上就看不到您的事')
  await tap(mine, '取消代办', 'last')
  await shows(mine, '还没有请家里人帮忙')
  await signInAs('family')
  await shows(open('areas/tickets/pages/detail', { id: 't-2' }), '没有')
  await signInAs('resident')
})

test('who joined a neighbour is asked on the first screen, and answers one matter after the other', async () => {
  const asked = (id: string, description: string) => ({
    id,
    ticket_id: 't-1',
    no: 'SJS-261122-0009',
    category_name: '楼道照明',
    place_text: '示例古城南路小区 3 号楼',
    description,
    organisation_name: '示例物业',
    person_name: '王秀英',
    is_reporter: false,
    on_behalf: false,
  })
  api.state.callbacks = [asked('k-1', '3 层楼道灯一闪一闪'), asked('k-2', '单元门关不严')]
  const home = open('areas/home/pages/home')
  await tap(home, '有 2 件事，请您说说办得怎么样')
  await eventually(() => expect(last('navigateTo')?.path).toContain('areas/callbacks/pages/list'))

  const page = open('areas/callbacks/pages/list')
  await shows(page, '3 层楼道灯一闪一闪')
  expect(words(page)).not.toContain('提交') // first the two questions, one after the other
  await tap(page, '部分解决')
  await tap(page, '还行')
  await type(page, 'wx-textarea', '还有一盏不亮')
  await tap(page, '提交')
  await server(() =>
    expect(posts('/callbacks/k-1/answer')[0]?.body).toEqual({
      outcome: 'partly',
      satisfaction: 'fair',
      reason: '还有一盏不亮',
    }),
  )
  await shows(page, '单元门关不严') // the next one comes by itself, with nothing chosen
  expect(words(page)).not.toContain('提交')
  await tap(page, '解决了')
  await tap(page, '满意')
  await tap(page, '提交')
  await shows(page, '没有要问您的了')
  expect(posts('/callbacks/k-2/answer')).toHaveLength(1)
})

test.each([
  ['areas/inbox/pages/inbox', '还没有消息'],
  ['areas/identity/pages/homes', '已经核对'],
  ['areas/identity/pages/bind', '哪个小区'],
  ['areas/identity/pages/sign-in', '用微信进入'],
  ['areas/home/pages/settings', '跟着微信走'],
  ['areas/staff/pages/assign', '孙师傅'],
])('%s opens', async (route, text) => {
  await shows(open(route, { id: 't-1' }), text)
})

/** Another person takes this phone: leave by the settings page, come in again by wx.login. */
async function signInAs(persona: string) {
  const settings = open('areas/home/pages/settings')
  await tap(settings, '退出登录')
  await shows(settings, '要退出登录吗')
  const before = phone.calls.length
  await tap(settings, '退出登录', 'last')
  await eventually(() =>
    expect(phone.calls.slice(before).find((call) => call.name === 'reLaunch')?.path).toContain('sign-in'),
  )
  api.state.wechat = persona
  const signedIn = posts('/auth/wechat').length
  open('areas/home/pages/home')
  await eventually(() => expect(posts('/auth/wechat')).toHaveLength(signedIn + 1))
  const name = api.state.people.find((one) => one.persona === persona)?.name
  await eventually(() => expect(phone.storage['hfw.me']).toContain(name))
}
