// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { useOnce } from './once'

function recorder() {
  const keys: string[] = []
  let fail = false
  const { send, busy } = useOnce<{ name: string }, string>(async (body, key) => {
    keys.push(key)
    await Promise.resolve()
    if (fail) throw new Error('lost')
    return body.name
  })
  return { keys, send, busy, setFail: (on: boolean) => (fail = on) }
}

describe('useOnce', () => {
  it('makes one request of a double click', async () => {
    const { keys, send } = recorder()

    const both = await Promise.all([send({ name: 'a' }), send({ name: 'a' })])

    expect(both).toEqual(['a', 'a'])
    expect(keys).toHaveLength(1)
  })

  it('keeps the key for a second try of the same content, and changes it with the content', async () => {
    const { keys, send, setFail } = recorder()
    setFail(true)
    await send({ name: 'a' }).catch(() => {})
    await send({ name: 'a' }).catch(() => {})
    await send({ name: 'b' }).catch(() => {})

    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
    expect(keys[0]!.length).toBeGreaterThanOrEqual(8)
  })

  it('takes a new key after success: the same content again is a new thing', async () => {
    const { keys, send, busy } = recorder()
    await send({ name: 'a' })
    await send({ name: 'a' })

    expect(keys[1]).not.toBe(keys[0])
    expect(busy.value).toBe(false)
  })
})
