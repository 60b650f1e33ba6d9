import { expect, it } from 'vitest'
import { ApiError } from './http'
import { useMoving } from './moving'

it('forgets that a thing was absent once another is read', async () => {
  const answers = [
    () => Promise.reject(new ApiError(404, 'app.not_found', '没有')),
    () => Promise.resolve({ version: 1 }),
  ]
  const { thing, absent, problem, load } = useMoving(() => answers.shift()!())
  await load()
  expect(absent.value).toBe(true)
  await load()
  expect([absent.value, problem.value, thing.value]).toEqual([false, '', { version: 1 }])
})
