import { afterEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { Answer, fakeApi, refusal } from '@tests/fake-api'
import { notes } from '@/core/notes'
import AppExport from './AppExport.vue'

enableAutoUnmount(afterEach)
afterEach(() => {
  vi.restoreAllMocks()
  notes.splice(0)
})

function open(answer: () => unknown) {
  const saved: { name: string; size: number }[] = []
  const files: File[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => 'blob:' + files.push(file as File))
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, size: files.at(-1)!.size })
  })
  const calls = fakeApi({ 'GET /staff/audit.xlsx': answer })
  const page = mount(AppExport, { props: { path: '/staff/audit.xlsx', query: { what: 'x', q: '' } } })
  return { page, calls, saved }
}

describe('saving a list', () => {
  it('asks for what the filters show, and saves it under the name that the server gives', async () => {
    const { page, calls, saved } = open(
      () =>
        new Answer(200, 'table', {
          'Content-Disposition': `attachment; filename="file.xlsx"; filename*=UTF-8''${encodeURIComponent('审计日志20261126.xlsx')}`,
        }),
    )
    await page.find('button').trigger('click')
    await flushPromises()

    expect(calls[0]!.query.toString()).toBe('what=x')
    expect(saved).toEqual([{ name: '审计日志20261126.xlsx', size: 7 }])
    expect(notes.map((note) => note.text)).toEqual(['已导出：审计日志20261126.xlsx'])
  })

  it('tells in words why there is no file, and saves none', async () => {
    const { page, saved } = open(() =>
      refusal(422, 'app.invalid_input', '一次最多导出 5000 行，请先用筛选缩小范围'),
    )
    await page.find('button').trigger('click')
    await flushPromises()

    expect(saved).toEqual([])
    expect(notes.map((note) => note.text)).toEqual(['一次最多导出 5000 行，请先用筛选缩小范围'])
    expect(page.find('button').classes()).not.toContain('is-loading')
  })
})
