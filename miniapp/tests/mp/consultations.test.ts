import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createApi } from '../mock/api.mjs'

/* A draft with its files in the built mini-program. Build it first: npm run build:mp-weixin */

interface Phone {
  calls: { name: string; path: string }[]
  setOnline: (online: boolean) => void
}

const { boot, fire, openPage, sleep } = createRequire(import.meta.url)('./harness.cjs')
const root = path.resolve('dist/build/mp-weixin')
const api = createApi({ seed: false })
const PAPER = '/api/v1/public/consultations/x1/papers/p1'
const draft = {
  id: 'x1',
  title: '示例停车管理办法',
  region: '示例街道',
  round: 1,
  state_name: '征求意见中',
  closes_on: '2027-01-05',
  taking: true,
  published_at: null,
  draft_text: '第一条',
  explanation: '',
  summary: '',
  result: null,
  papers: [{ id: 'p1', kind: 'docx', name: '停车管理办法.docx', pages: null, bytes: 9000, url: PAPER }],
}
let phone: Phone

const last = (name: string) => phone.calls.filter((call) => call.name === name).at(-1)

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

beforeAll(() => {
  expect(existsSync(path.join(root, 'app.js')), 'build the mini-program first').toBe(true)
  const answer = (request: { path: string }) =>
    request.path.startsWith('/public/consultations/x1') ? { status: 200, body: draft } : api.handle(request)
  phone = boot(root, answer, { fontSize: 24 })
})

test('a file of a draft is fetched and shown by the program for its kind; without network that is said', async () => {
  const page = openPage(root, 'areas/consultations/pages/one', { id: 'x1' })
  const button = await eventually(() => {
    const buttons = [...page.dom.querySelectorAll('wx-button')]
    return (
      buttons.find((one) => one.textContent?.includes('停车管理办法.docx')) ??
      expect.fail(page.dom.textContent)
    )
  })

  fire(button, 'tap')
  await eventually(() => expect(last('openDocument')?.path).toBe('docx wxfile://tmp/file'))
  expect(new URL(last('downloadFile')?.path ?? '').pathname).toBe(PAPER)

  phone.setOnline(false)
  fire(button, 'tap')
  await eventually(() => expect(page.dom.textContent).toContain('文件没有打开'))
})
