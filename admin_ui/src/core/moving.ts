import { ref, shallowRef } from 'vue'
import { ApiError, wordsOf } from './http'
import { say } from './notes'

/**
 * One thing that a page shows and moves by steps: read, told that it is absent, and moved with the version on the
 * screen. `move` throws what the server refused; after a conflict the page shows the thing as it is now.
 */
export function useMoving<T extends { version: number }>(read: () => Promise<T>) {
  const thing = shallowRef<T | null>(null)
  const problem = ref('')
  const absent = ref(false)

  async function load(): Promise<void> {
    problem.value = ''
    absent.value = false
    try {
      thing.value = await read()
    } catch (error) {
      absent.value = error instanceof ApiError && error.status === 404
      problem.value = wordsOf(error)
    }
  }

  async function move(step: (version: number) => Promise<T>, done: string): Promise<void> {
    if (!thing.value) return
    try {
      thing.value = await step(thing.value.version)
      say(done)
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await load()
      throw error
    }
  }

  return { thing, problem, absent, load, move }
}
