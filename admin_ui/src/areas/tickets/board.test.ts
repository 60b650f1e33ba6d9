// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { TicketItem } from '@/api/contract'
import { sampleTicket } from '@tests/samples'
import { inOrder, step } from './board'

const ticket = (id: string, due: string, late = false): TicketItem =>
  sampleTicket({ id, finish_due_at: `2026-11-${due}T00:00:00+00:00`, late })

describe('a column of the board', () => {
  it('has the late ones first, then what is due soonest, each once', () => {
    const late = ticket('late', '20', true)
    const found = inOrder([late], [ticket('b', '28'), ticket('a', '25'), late])
    expect(found.map((one) => one.id)).toEqual(['late', 'a', 'b'])
  })
})

describe('keys on the board', () => {
  const lengths = [2, 0, 1]

  it('go down and up and stop at the ends', () => {
    expect(step('j', [0, 0], lengths)).toEqual([0, 1])
    expect(step('j', [0, 1], lengths)).toBeNull()
    expect(step('k', [0, 0], lengths)).toBeNull()
  })

  it('go across over empty columns and keep the row as far as there is one', () => {
    expect(step('l', [0, 1], lengths)).toEqual([2, 0])
    expect(step('h', [2, 0], lengths)).toEqual([0, 0])
    expect(step('l', [2, 0], lengths)).toBeNull()
  })

  it('leave other keys alone', () => expect(step('x', [0, 0], lengths)).toBeNull())
})
