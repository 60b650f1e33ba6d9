// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { ApiError } from './http'
import { useKeyset } from './paging'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))
const ids = (list: { items: { value: { id: string }[] } }) => list.items.value.map((row) => row.id)

describe('useKeyset', () => {
  it('reads to the end without loss or repetition', async () => {
    const all = Array.from({ length: 53 }, (_, n) => ({ id: 'r' + n }))
    const list = useKeyset(async (cursor) => {
      const from = Number(cursor ?? 0)
      return { items: all.slice(from, from + 20), next: from + 20 < all.length ? String(from + 20) : null }
    })

    await list.reload()
    while (list.hasMore.value) await list.more()
    await list.more()

    expect(ids(list)).toEqual(all.map((row) => row.id))
  })

  it('does not show a row twice that slid onto the next page', async () => {
    const list = useKeyset(async (cursor) =>
      cursor ? { items: rows('b', 'c'), next: null } : { items: rows('a', 'b'), next: 'x' },
    )

    await list.reload()
    await list.more()

    expect(ids(list)).toEqual(['a', 'b', 'c'])
  })

  it('continues without a gap after a page that failed', async () => {
    let fail = true
    const list = useKeyset(async (cursor) => {
      if (cursor && fail) throw new ApiError(0, 'app.offline', '网络连接不上')
      return cursor ? { items: rows('c'), next: null } : { items: rows('a', 'b'), next: 'x' }
    })
    await list.reload()

    await list.more()
    expect(list.problem.value).toBe('网络连接不上')
    expect(ids(list)).toEqual(['a', 'b'])

    fail = false
    await list.more()
    expect(list.problem.value).toBe('')
    expect(ids(list)).toEqual(['a', 'b', 'c'])
  })

  it('keeps only the answer to the latest question', async () => {
    const waiting: ((page: { items: { id: string }[]; next: null }) => void)[] = []
    const list = useKeyset<{ id: string }>(() => new Promise((resolve) => waiting.push(resolve)))

    const first = list.reload()
    const second = list.reload()
    waiting[1]!({ items: rows('new'), next: null })
    await second
    waiting[0]!({ items: rows('old'), next: null })
    await first

    expect(ids(list)).toEqual(['new'])
    expect(list.loading.value).toBe(false)
  })

  it('asks once while a page is under way', async () => {
    let asked = 0
    const list = useKeyset(async (cursor) => {
      asked++
      await Promise.resolve()
      return { items: rows('p' + asked), next: cursor ? null : 'x' }
    })
    await list.reload()

    await Promise.all([list.more(), list.more(), list.more()])

    expect(asked).toBe(2)
  })
})
