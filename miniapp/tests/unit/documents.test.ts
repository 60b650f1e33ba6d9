import { expect, test, vi } from 'vitest'
import { openDocument } from '@/core/save'

test('a browser saves a document under its name', async () => {
  const path = '/api/v1/public/consultations/c1/papers/p1'
  const clicked: [string, string][] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push([new URL(this.href).pathname, this.download])
  })
  await openDocument(path, '征求意见稿.pdf', 'pdf')
  expect(clicked).toEqual([[path, '征求意见稿.pdf']])
})
