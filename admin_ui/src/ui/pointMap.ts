/**
 * The sums of a map without tiles: points in metres on a plane, their hulls, a bar of scale, labels that do not collide.
 * A district is a few kilometres wide: on an equirectangular plane around its middle a metre is wrong by millimetres.
 */

export const SHAPES = ['circle', 'square', 'diamond', 'triangle', 'drop', 'ring', 'cross', 'star'] as const
export type Shape = (typeof SHAPES)[number]

/** What a mark can say: its shape and its colour say the same, and the legend says it in words. */
export interface MapKind {
  value: string
  label: string
  shape: Shape
  tone: 'plain' | 'pine' | 'brick' | 'ochre' | 'leaf' | 'slate'
}

export interface MapPoint {
  id: string
  name: string
  /** The area in which it lies, as people call it: a street. */
  group: string
  kind: string
  lat: number | null
  lng: number | null
  /** What is told besides when it is looked at. */
  note?: string
}

export interface Spot {
  x: number
  y: number
}

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const EARTH = 6_371_008.8
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Metres east and south of the middle of all points. */
export function project(points: readonly { lat: number; lng: number }[]): Spot[] {
  if (!points.length) return []
  const lats = points.map(({ lat }) => lat)
  const lngs = points.map(({ lng }) => lng)
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const lat0 = middle(lats)
  const lng0 = middle(lngs)
  const wide = Math.cos(rad(lat0))
  return points.map(({ lat, lng }) => ({ x: EARTH * wide * rad(lng - lng0), y: -EARTH * rad(lat - lat0) }))
}

/** The convex hull, counter-clockwise on the screen; of one or two spots it is these. */
export function hull(spots: readonly Spot[]): Spot[] {
  const sorted = [...new Map(spots.map((spot) => [`${spot.x} ${spot.y}`, spot])).values()].sort(
    (a, b) => a.x - b.x || a.y - b.y,
  )
  if (sorted.length < 3) return sorted
  const turn = (a: Spot, b: Spot, c: Spot) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
  const half = (list: Spot[]) => {
    const kept: Spot[] = []
    for (const spot of list) {
      while (kept.length > 1 && turn(kept.at(-2)!, kept.at(-1)!, spot) <= 0) kept.pop()
      kept.push(spot)
    }
    return kept.slice(0, -1)
  }
  return [...half(sorted), ...half([...sorted].reverse())]
}

/** The longest round distance that is at most `most` metres, and what it is called. */
export function roundDistance(most: number): { metres: number; words: string } {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)))
  const metres = [5, 2, 1].map((step) => step * power).find((step) => step <= Math.max(most, 1))!
  return { metres, words: metres >= 1000 ? `${metres / 1000} 公里` : `${metres} 米` }
}

/** What stands at one and the same place is put around it: the offset of each point, in multiples of a mark. */
export function spread(places: readonly string[]): Spot[] {
  const together = new Map<string, number[]>()
  places.forEach((place, at) => together.set(place, [...(together.get(place) ?? []), at]))
  const offsets: Spot[] = places.map(() => ({ x: 0, y: 0 }))
  for (const members of together.values()) {
    if (members.length < 2) continue
    const radius = Math.max(1.3, (members.length * 2.6) / (2 * Math.PI))
    members.forEach((at, turn) => {
      const angle = (2 * Math.PI * turn) / members.length - Math.PI / 2
      offsets[at] = { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }
    })
  }
  return offsets
}

/** How wide a text is, about: a Chinese character is a square. */
export function textWidth(text: string, size: number): number {
  let wide = 0
  for (const character of text) wide += character.charCodeAt(0) > 0x2e7f ? 1 : 0.6
  return wide * size
}

export const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

export interface Label extends Spot {
  anchor: 'start' | 'end' | 'middle'
  box: Box
}

/**
 * Where the label of each mark stands: right of it, left, above or below, where it hides no mark and no other label;
 * null where there is no room. Marks that come first choose first. `taken` is what may not be written over.
 */
export function placeLabels(
  marks: readonly (Spot & { text: string })[],
  within: Box,
  size: number,
  reach: number,
  taken: readonly Box[] = [],
): (Label | null)[] {
  const around = marks.map(({ x, y }) => ({
    left: x - reach,
    right: x + reach,
    top: y - reach,
    bottom: y + reach,
  }))
  const used = [...taken]
  return marks.map((mark, at) => {
    if (!overlap(around[at]!, within)) return null
    for (const label of candidates(mark, textWidth(mark.text, size), size, reach)) {
      const { box } = label
      if (box.left < within.left || box.right > within.right) continue
      if (box.top < within.top || box.bottom > within.bottom) continue
      if (used.some((other) => overlap(box, other))) continue
      if (around.some((other, of) => of !== at && overlap(box, other))) continue
      used.push(box)
      return label
    }
    return null
  })
}

function candidates({ x, y }: Spot, wide: number, size: number, reach: number): Label[] {
  const gap = reach + 2
  const line = size * 0.35
  const box = (left: number, top: number): Box => ({
    left,
    top,
    right: left + wide,
    bottom: top + size * 1.2,
  })
  return [
    { x: x + gap, y: y + line, anchor: 'start', box: box(x + gap, y - size * 0.6) },
    { x: x - gap, y: y + line, anchor: 'end', box: box(x - gap - wide, y - size * 0.6) },
    { x, y: y - gap - size * 0.2, anchor: 'middle', box: box(x - wide / 2, y - gap - size * 1.2) },
    { x, y: y + gap + size * 0.9, anchor: 'middle', box: box(x - wide / 2, y + gap) },
  ]
}

/**
 * Where the name of each ground stands: above it, below it or beside it, where it hides no mark and no other name; null
 * where there is no room. Grounds with many marks choose first. `rim` is how far a ground goes around its outermost mark.
 */
export function placeNames(
  grounds: readonly { name: string; members: readonly Spot[] }[],
  within: Box,
  size: number,
  rim: number,
  taken: readonly Box[],
): (Label | null)[] {
  const used = [...taken]
  const found: (Label | null)[] = grounds.map(() => null)
  const order = grounds
    .map((_, at) => at)
    .sort((a, b) => grounds[b]!.members.length - grounds[a]!.members.length)
  for (const at of order) {
    const { name, members } = grounds[at]!
    const label = aroundGround(members, textWidth(name, size), size, rim).find(
      ({ box }) =>
        box.left >= within.left &&
        box.right <= within.right &&
        box.top >= within.top &&
        box.bottom <= within.bottom &&
        !used.some((other) => overlap(box, other)),
    )
    if (!label) continue
    found[at] = label
    used.push(label.box)
  }
  return found
}

function aroundGround(members: readonly Spot[], wide: number, size: number, rim: number): Label[] {
  const most = (value: (spot: Spot) => number) => members.reduce((a, b) => (value(b) > value(a) ? b : a))
  const [top, bottom] = [most(({ y }) => -y), most(({ y }) => y)]
  const [left, right] = [most(({ x }) => -x), most(({ x }) => x)]
  const half = size * 0.6
  const middle = (x: number, y: number): Label => ({
    x,
    y: y + size * 0.35,
    anchor: 'middle',
    box: { left: x - wide / 2, right: x + wide / 2, top: y - half, bottom: y + half },
  })
  return [
    middle(top.x, top.y - rim - half - 2),
    middle(bottom.x, bottom.y + rim + half + 2),
    middle(left.x - rim - wide / 2 - 4, left.y),
    middle(right.x + rim + wide / 2 + 4, right.y),
  ]
}

/** The mark that one reaches from `from` with an arrow key: near, and rather straight ahead than aside. */
export function towards(spots: readonly Spot[], from: number, dx: number, dy: number): number {
  let best = from
  let least = Infinity
  spots.forEach((spot, at) => {
    const [x, y] = [spot.x - spots[from]!.x, spot.y - spots[from]!.y]
    const ahead = x * dx + y * dy
    const aside = Math.abs(x * dy) + Math.abs(y * dx)
    if (at === from || ahead <= 0.5 || ahead + 2 * aside >= least) return
    least = ahead + 2 * aside
    best = at
  })
  return best
}

/** The outline of a shape around nothing, `size` to each side. */
export function outline(shape: Shape, size: number): string {
  const star = () =>
    Array.from({ length: 10 }, (_, at) => {
      const far = size * (at % 2 ? 0.55 : 1.25)
      const angle = (Math.PI * at) / 5 - Math.PI / 2
      return `${at ? 'L' : 'M'}${(far * Math.cos(angle)).toFixed(2)} ${(far * Math.sin(angle)).toFixed(2)}`
    }).join('') + 'Z'
  const round = (r: number) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
  const [s, t, w] = [size, size * 1.2, size * 0.42]
  return {
    circle: () => round(s),
    // Wound the same way twice, the even-odd rule leaves the middle open.
    ring: () => round(s) + round(s * 0.45),
    square: () => `M${-s * 0.9} ${-s * 0.9}h${s * 1.8}v${s * 1.8}h${-s * 1.8}Z`,
    diamond: () => `M0 ${-t}L${t} 0L0 ${t}L${-t} 0Z`,
    triangle: () => `M0 ${-t}L${t} ${s * 0.9}L${-t} ${s * 0.9}Z`,
    drop: () => `M0 ${t}L${t} ${-s * 0.9}L${-t} ${-s * 0.9}Z`,
    cross: () =>
      `M${-w} ${-s}h${2 * w}v${s - w}h${s - w}v${2 * w}h${w - s}v${s - w}h${-2 * w}v${w - s}h${w - s}v${-2 * w}h${s - w}Z`,
    star,
  }[shape]()
}
