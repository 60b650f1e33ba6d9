import { describe, expect, it } from 'vitest'
import {
  hull,
  outline,
  overlap,
  placeLabels,
  placeNames,
  project,
  roundDistance,
  SHAPES,
  spread,
  towards,
} from './pointMap'

const span = (values: number[]) => Math.max(...values) - Math.min(...values)

describe('the plane of a map', () => {
  it('is in metres, north up', () => {
    const [south, north, east] = project([
      { lat: 39.9, lng: 116.2 },
      { lat: 39.91, lng: 116.2 },
      { lat: 39.9, lng: 116.21 },
    ])
    expect(south!.y - north!.y).toBeCloseTo(1112, 0)
    expect(east!.x - south!.x).toBeCloseTo(853, 0)
    expect(project([{ lat: 1, lng: 2 }])).toEqual([{ x: 0, y: -0 }])
    expect(project([])).toEqual([])
  })

  it('has a hull around every point and through some of them', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ]
    const found = hull([...square, { x: 5, y: 5 }, { x: 3, y: 9 }, { x: 5, y: 0 }])
    expect(found).toHaveLength(4)
    expect(new Set(found)).toEqual(new Set(square))
    expect(
      hull([
        { x: 1, y: 1 },
        { x: 1, y: 1 },
      ]),
    ).toHaveLength(1)
    expect(hull([])).toEqual([])
  })

  it('has a bar of a round length that is not longer than asked', () => {
    expect(roundDistance(730)).toEqual({ metres: 500, words: '500 米' })
    expect(roundDistance(2_400)).toEqual({ metres: 2000, words: '2 公里' })
    expect(roundDistance(1_000).metres).toBe(1000)
    for (const most of [3, 19.9, 51, 180, 999, 12_345])
      expect(roundDistance(most).metres).toBeLessThanOrEqual(most)
  })

  it('puts what stands in one place around it, each in its own', () => {
    const found = spread(['a', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b', 'b'])
    expect(found[0]).toEqual({ x: 0, y: 0 })
    const ring = found.slice(1)
    for (const [n, one] of ring.entries())
      for (const other of ring.slice(n + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(1.9)
  })
})

describe('the labels of a map', () => {
  const within = { left: 0, top: 0, right: 600, bottom: 400 }
  const marks = Array.from({ length: 60 }, (_, n) => ({
    x: 20 + ((n * 97) % 560),
    y: 20 + ((n * 61) % 360),
    text: `示例小区${n}`,
  }))

  it('hide neither each other nor a mark nor what is taken, and stay inside', () => {
    const taken = [{ left: 0, top: 360, right: 120, bottom: 400 }]
    const found = placeLabels(marks, within, 13, 10, taken)
    const boxes = found.flatMap((label) => (label ? [label.box] : []))
    expect(boxes.length).toBeGreaterThan(10)
    expect(boxes.length).toBeLessThan(60)
    for (const [n, box] of boxes.entries()) {
      expect(
        span([box.left, 0]) >= 0 && box.left >= 0 && box.right <= 600 && box.top >= 0 && box.bottom <= 400,
      ).toBe(true)
      expect([...boxes.slice(n + 1), ...taken].some((other) => overlap(box, other))).toBe(false)
    }
    found.forEach((label, n) => {
      if (!label) return
      marks.forEach((mark, of) => {
        const around = { left: mark.x - 10, right: mark.x + 10, top: mark.y - 10, bottom: mark.y + 10 }
        if (of !== n) expect(overlap(label.box, around)).toBe(false)
      })
    })
  })

  it('are not written for what is outside', () => {
    expect(placeLabels([{ x: -50, y: 10, text: '外面' }], within, 13, 10)).toEqual([null])
  })
})

describe('the names of grounds', () => {
  it('hide neither a mark nor each other; without room a name is left out', () => {
    const within = { left: 0, top: 0, right: 340, bottom: 320 }
    const grounds = Array.from({ length: 9 }, (_, n) => ({
      name: `示例街道${n}`,
      members: [{ x: 40 + ((n * 83) % 260), y: 60 + ((n * 59) % 220) }],
    }))
    const marks = grounds.flatMap(({ members }) =>
      members.map(({ x, y }) => ({ left: x - 9, right: x + 9, top: y - 9, bottom: y + 9 })),
    )
    const boxes = placeNames(grounds, within, 15, 23, marks).flatMap((name) => (name ? [name.box] : []))
    expect(boxes.length).toBeGreaterThan(4)
    for (const [n, box] of boxes.entries())
      expect([...boxes.slice(n + 1), ...marks].some((other) => overlap(box, other))).toBe(false)
    const tiny = { left: 0, top: 0, right: 50, bottom: 20 }
    expect(placeNames(grounds.slice(0, 1), tiny, 15, 23, [])).toEqual([null])
  })
})

describe('arrow keys on a map', () => {
  const spots = [
    { x: 0, y: 0 },
    { x: 100, y: 5 },
    { x: 60, y: 80 },
    { x: 0, y: -50 },
  ]
  it('go to what lies that way, and stay when nothing does', () => {
    expect(towards(spots, 0, 1, 0)).toBe(1)
    expect(towards(spots, 0, 0, 1)).toBe(2)
    expect(towards(spots, 0, 0, -1)).toBe(3)
    expect(towards(spots, 0, -1, 0)).toBe(0)
  })
})

it('draws a different outline for every shape', () => {
  const drawn = SHAPES.map((shape) => outline(shape, 7))
  expect(new Set(drawn).size).toBe(SHAPES.length)
  for (const path of drawn) expect(path).toMatch(/^M[-\d. A-Za-z]+Z$/)
})
