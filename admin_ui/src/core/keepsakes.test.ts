import { expect, it } from 'vitest'
import { keepsakes } from './keepsakes'

it('keeps edits for the person and post that made them, of one area', () => {
  const mine = keepsakes<string>()
  const other = keepsakes<string>()
  mine.keep('wang/post-1', 'v1', 'edited')
  expect(mine.find('wang/post-1', 'v1')).toBe('edited')
  expect(mine.find('wang/post-2', 'v1')).toBeUndefined()
  expect(mine.find('wang/post-1', 'v2')).toBeUndefined()
  expect(other.find('wang/post-1', 'v1')).toBeUndefined()
  mine.drop('wang/post-1', 'v1')
  expect(mine.find('wang/post-1', 'v1')).toBeUndefined()
})
