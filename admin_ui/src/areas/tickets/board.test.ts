// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { step } from './board'

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
