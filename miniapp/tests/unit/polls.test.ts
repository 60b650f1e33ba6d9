import { describe, expect, test } from 'vitest'
import type { Poll } from '@/areas/voting/api'
import { outcome } from '@/areas/voting/words'

const sums = (homes: number | null) => ({ area: null, heads: null, homes })
const whole = { area: 1, heads: 1, homes: 1 }

function counted(kind: Poll['kind'], matter: number, approved: boolean | null, passed: boolean | null) {
  const homes = approved === null ? null : 3
  const topic = {
    number: 1,
    matter,
    yes: sums(homes),
    no: sums(homes),
    abstain: sums(homes),
    approved,
    passed,
  }
  return { kind, result: { whole, part: whole, enough: true, topics: [topic] } }
}

describe('what came of a topic', () => {
  test.each([
    ['survey', 5, true, false, '多数同意：'],
    ['survey', 5, false, false, '同意的没有过半：'],
    ['survey', 8, true, false, '四分之三以上同意：'],
    ['survey', 8, false, false, '同意的不到四分之三：'],
    ['assembly', 8, true, false, '没有通过：'],
    ['assembly', 5, true, true, '通过：'],
    ['survey', 5, null, null, '投的不到 5 户'],
  ] as const)('%s, matter %i, approved %s, passed %s → %s', (kind, matter, approved, passed, words) => {
    expect(outcome(counted(kind, matter, approved, passed), 0).startsWith(words)).toBe(true)
  })

  test('before the count there is nothing to say', () => {
    expect(outcome({ kind: 'survey', result: null }, 0)).toBe('')
  })
})
