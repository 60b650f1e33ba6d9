import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createApi } from '../mock/api.mjs'

/* The pages about fees and accounts in the built mini-program. Build it first: npm run build:mp-weixin */

interface Phone {
  calls: { name: string; path: string; body?: Record<string, unknown> }[]
  setOnline: (online: boolean) => void
}
interface Screen {
  dom: HTMLElement
}

const { boot, fire, openPage, sleep } = createRequire(import.meta.url)('./harness.cjs')
const root = path.resolve('dist/build/mp-weixin')
const api = createApi({ seed: false })
const PAGES = 'areas/transparency/pages'
let phone: Phone

const open = (page: string, query = {}): Screen => openPage(root, page, query)
const words = (page: Screen) => page.dom.textContent ?? ''
const last = (name: string) => phone.calls.filter((call) => call.name === name).at(-1)

/** Wait until `what` is there; the machine may be slow. */
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

async function tap(page: Screen, text: string) {
  const button = await eventually(() => {
    const found = [...page.dom.querySelectorAll('wx-button')].find((one) => one.textContent?.includes(text))
    return found ?? expect.fail(`no button "${text}" in: ${words(page)}`)
  })
  fire(button, 'tap')
}

async function goneTo(page: string): Promise<URLSearchParams> {
  const address = await eventually(() => {
    expect(last('navigateTo')?.path).toContain(`${PAGES}/${page}`)
    return last('navigateTo')?.path ?? ''
  })
  return new URLSearchParams(address.split('?')[1] ?? '')
}

beforeAll(() => {
  expect(existsSync(path.join(root, 'app.js')), 'build the mini-program first').toBe(true)
  phone = boot(root, api.handle, { fontSize: 24 })
})

test('two taps from the first screen to what one pays and what it includes', async () => {
  const home = open('areas/home/pages/home')
  await shows(home, '示例古城南路小区')
  await tap(home, '我的小区')
  await goneTo('compound')
  const compound = open(`${PAGES}/compound`)
  await shows(compound, /3 项，1 项已逾期.*应公示未公示：1 项/s)
  await tap(compound, '物业费多少、包括什么')
  expect((await goneTo('fees')).get('compound')).toBe('c-1')
  const fees = open(`${PAGES}/fees`, { compound: 'c-1' })
  await shows(fees, /0\.58 元\/㎡·月.*包括：保洁、秩序维护、共用部位维护/s)
  await shows(fees, '每月 34.80 元')
})

test('a page is not read aloud here; its address is copied for a browser', async () => {
  const fees = open(`${PAGES}/fees`, { compound: 'c-1' })
  await tap(fees, '复制网址')
  await eventually(() => expect(last('copy')?.path).toMatch(/^http.*\/p\/HFW1\/fees$/))
})

test('a number is questioned, gets a number of its own, and the answer stands beside it', async () => {
  const fees = open(`${PAGES}/fees`, { compound: 'c-1' })
  await tap(fees, '收费标准')
  const target = Object.fromEntries(await goneTo('ask'))
  expect(target).toEqual({ compound: 'c-1', version: 'v-fees', anchor: 'items.物业服务费.rate' })
  const ask = open(`${PAGES}/ask`, target)
  await tap(ask, '为什么这么高')
  await tap(ask, '提交')
  await shows(ask, 'HF0001')

  const asked = open(`${PAGES}/fees`, { compound: 'c-1' })
  await shows(asked, /您问的：为什么这么高.*还没有答复.*HF0001/s)
  Object.assign(api.state.questions[0], {
    answer: '合同约定的价格',
    answered_at: new Date().toISOString(),
    state: 'answered',
  })
  await shows(open(`${PAGES}/fees`, { compound: 'c-1' }), '合同约定的价格')
  await shows(open(`${PAGES}/asked`), '合同约定的价格')
})

test('accounts add up on the phone too; an old version and the list of all open', async () => {
  const accounts = open(`${PAGES}/accounts`, { compound: 'c-1' })
  await shows(accounts, '每一项加起来，正好等于合计')
  await shows(accounts, '比预算多 500.00 元（5.3%）')
  await shows(open(`${PAGES}/all`, { compound: 'c-1' }), '物业服务项目收费情况')
  await shows(open(`${PAGES}/version`, { compound: 'c-1', id: 'v-fees' }), '9f2c41d0a7be')
})

test('a late item is said in words', async () => {
  const page = open(`${PAGES}/standards`, { compound: 'c-1' })
  await shows(page, /楼道保洁.*已逾期.*最近一次.*已经逾期：应在/s)
})

test('work is logged by one tap, undone, and kept without network', async () => {
  api.state.wechat = 'repair'
  const settings = open('areas/home/pages/settings')
  await tap(settings, '退出登录')
  await shows(settings, '要退出登录吗')
  fire([...settings.dom.querySelectorAll('wx-button')].at(-1), 'tap')
  await eventually(() => expect(last('reLaunch')?.path ?? '').toContain('sign-in'))
  const signIn = open('areas/identity/pages/sign-in')
  await tap(signIn, '用微信进入')
  const page = open(`${PAGES}/records`)
  await shows(page, '垃圾清运')
  await tap(page, '拍照打卡')
  await eventually(() => expect(api.state.records).toMatchObject([{ item_code: 'ENV-01' }]))
  await shows(page, '打好了')
  await tap(page, '撤销')
  await eventually(() => expect(api.state.records[0].undone_at).not.toBeNull())

  phone.setOnline(false)
  const plain = [...page.dom.querySelectorAll('wx-button')].find((one) => one.textContent?.trim() === '打卡')
  fire(plain, 'tap')
  await shows(page, '待发送')
  expect(api.state.records).toHaveLength(1)
  phone.setOnline(true)
  await eventually(() => expect(api.state.records).toMatchObject([{ item_code: 'ENV-02' }, {}]))
  await shows(page, '打好了')
})
