import { afterEach, describe, expect, it } from 'vitest'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import AppPointMap from './AppPointMap.vue'
import type { MapKind, MapPoint } from './pointMap'

enableAutoUnmount(afterEach)

const KINDS: MapKind[] = [
  { value: 'whole', label: '齐全', shape: 'circle', tone: 'leaf' },
  { value: 'none', label: '没有', shape: 'triangle', tone: 'brick' },
]
const at = (id: string, group: string, lat: number | null, lng: number | null, kind = 'whole'): MapPoint => ({
  id,
  name: `小区${id}`,
  group,
  kind,
  lat,
  lng,
  note: '还缺协议',
})
const POINTS = [
  at('1', '东街道', 39.9, 116.2),
  at('2', '东街道', 39.9, 116.21, 'none'),
  at('3', '西街道', 39.92, 116.2),
  at('4', '西街道', null, null),
]

function show(points = POINTS) {
  const map = mount(AppPointMap, {
    props: { points, kinds: KINDS, caption: '地图', counter: '个小区', unplacedHint: '在台账里填' },
    attachTo: document.body,
  })
  const marks = () => map.findAll('.point')
  const places = () => marks().map((mark) => mark.attributes('transform'))
  return { map, marks, places }
}

describe('a map of points', () => {
  it('says what each mark is by shape, colour and words, and what has no place', () => {
    const { map, marks } = show()
    expect(marks().map((mark) => mark.attributes('aria-label'))).toEqual([
      '小区1，东街道，齐全，还缺协议',
      '小区2，东街道，没有，还缺协议',
      '小区3，西街道，齐全，还缺协议',
    ])
    const [whole, none] = marks()
    expect(whole!.find('.shape').attributes('d')).not.toBe(none!.find('.shape').attributes('d'))
    expect([whole!.classes('leaf'), none!.classes('brick')]).toEqual([true, true])
    expect(map.findAll('.legend li').map((one) => one.text())).toEqual(['齐全 3', '没有 1'])
    expect(map.find('.unplaced').text()).toContain('没有坐标，地图上看不到的：1 个小区')
    expect(map.find('.unplaced').text()).toContain('小区4')
    expect(map.findAll('.where').map((one) => one.text())).toEqual(['东街道', '西街道'])
  })

  it('opens what is pressed, by mouse, by key and from the list below', async () => {
    const { map, marks } = show()
    await marks()[1]!.trigger('click')
    await marks()[2]!.trigger('keydown', { key: 'Enter' })
    await map.find('.unplaced button').trigger('click')
    expect(map.emitted('open')).toEqual([['2'], ['3'], ['4']])
  })

  it('has one stop for Tab, and arrows go from mark to mark', async () => {
    const { map, marks } = show()
    const stops = () => marks().map((mark) => mark.attributes('tabindex'))
    expect(stops()).toEqual(['0', '-1', '-1'])
    await map.find('.frame').trigger('keydown', { key: 'ArrowRight' })
    await map.vm.$nextTick()
    expect(stops()).toEqual(['-1', '0', '-1'])
    expect(document.activeElement).toBe(marks()[1]!.element)
    await marks()[1]!.trigger('focus')
    expect(map.find('.told').text()).toContain('小区2')
    await map.find('.frame').trigger('keydown', { key: 'ArrowUp' })
    await map.vm.$nextTick()
    expect(stops()).toEqual(['-1', '-1', '0'])
  })

  it('zooms and moves by buttons and keys, and comes back to everything', async () => {
    const { map, places } = show()
    const first = places()
    await map.find('[aria-label="放大"]').trigger('click')
    expect(places()).not.toEqual(first)
    await map.find('.frame').trigger('keydown', { key: '0' })
    expect(places()).toEqual(first)
    await map.find('[aria-label="向左移动"]').trigger('click')
    const x = (place: string | undefined) => Number(place!.match(/\(([-\d.]+)/)![1])
    expect(x(places()[0]) - x(first[0])).toBeCloseTo(80, 0)
    await map
      .findAll('.tools button')
      .find((one) => one.text() === '全图')!
      .trigger('click')
    await map.find('.frame').trigger('keydown', { key: '+' })
    await map.find('.frame').trigger('keydown', { key: '-' })
    places().forEach((place, n) => expect(x(place)).toBeCloseTo(x(first[n]), 0))
  })

  it('takes the wheel only from who has pressed it', async () => {
    const { map, places } = show()
    const first = places()
    await map.find('svg[width="800"]').trigger('wheel', { deltaY: -100 })
    expect(places()).toEqual(first)
    await map.find('svg[width="800"]').trigger('pointerdown', { pointerType: 'mouse', button: 0 })
    await map.find('svg[width="800"]').trigger('wheel', { deltaY: -100 })
    expect(places()).not.toEqual(first)
  })

  it('lets one choose a street on the map and beside it', async () => {
    const { map } = show()
    await map.findAll('.ground')[1]!.trigger('click')
    expect(map.emitted('update:group')).toEqual([['西街道']])
    await map.setProps({ group: '西街道' })
    expect(map.findAll('.legend li').map((one) => one.text())).toEqual(['齐全 2', '没有 0'])
    await map
      .findAll('.groups button')
      .find((one) => one.text().startsWith('西街道'))!
      .trigger('click')
    expect(map.emitted('update:group')!.at(-1)).toEqual([''])
  })

  describe('under fingers', () => {
    type Finger = { id?: number; x: number; y: number; type?: string; buttons?: number }
    const SVG = 'svg[width="800"]'
    const place = (text: string | undefined) => text!.match(/[-\d.]+/g)!.map(Number) as [number, number]

    function touched() {
      const shown = show()
      const send = (what: string, { id = 1, x, y, type = 'touch', buttons = 1 }: Finger, on = SVG) =>
        shown.map.find(on).trigger(what, {
          pointerId: id,
          pointerType: type,
          isPrimary: id === 1,
          button: 0,
          buttons,
          clientX: x,
          clientY: y,
        })
      return { ...shown, send, at: () => shown.places().map(place) }
    }

    it.each(['touch', 'pen', 'mouse'])('goes where a %s draws it, in both directions', async (type) => {
      const { send, at } = touched()
      const first = at()
      await send('pointerdown', { x: 100, y: 100, type })
      await send('pointermove', { x: 140, y: 160, type })
      await send('pointermove', { x: 90, y: 220, type })
      at().forEach(([x, y], n) => {
        expect(x - first[n]![0]).toBeCloseTo(-10, 0)
        expect(y - first[n]![1]).toBeCloseTo(120, 0)
      })
      await send('pointerup', { x: 90, y: 220, type })
      const last = at()
      await send('pointermove', { x: 300, y: 300, type, buttons: 0 })
      expect(at()).toEqual(last)
    })

    it('keeps under two fingers what they lie on, apart, together and aside', async () => {
      const { send, at } = touched()
      const [[ax, ay], [bx, by]] = [at()[0]!, at()[1]!]
      await send('pointerdown', { id: 1, x: ax, y: ay })
      await send('pointerdown', { id: 2, x: bx, y: by })
      await send('pointermove', { id: 1, x: ax - 60, y: ay + 20 })
      await send('pointermove', { id: 2, x: bx + 60, y: by + 20 })
      expect(at()[0]![0]).toBeCloseTo(ax - 60, 0)
      expect(at()[0]![1]).toBeCloseTo(ay + 20, 0)
      expect(at()[1]![0]).toBeCloseTo(bx + 60, 0)
      expect(at()[1]![1]).toBeCloseTo(by + 20, 0)
      await send('pointerup', { id: 2, x: bx + 60, y: by + 20 })
      await send('pointermove', { id: 1, x: ax - 50, y: ay + 20 })
      expect(at()[1]![0]).toBeCloseTo(bx + 70, 0)
    })

    it('is not thrown away by fingers that begin on one spot', async () => {
      const { send, at } = touched()
      await send('pointerdown', { id: 1, x: 200, y: 200 })
      await send('pointerdown', { id: 2, x: 200, y: 200 })
      await send('pointermove', { id: 2, x: 700, y: 200 })
      at()
        .flat()
        .forEach((one) => expect(Number.isFinite(one)).toBe(true))
    })

    it('opens what a trembling finger presses, and nothing that was drawn along', async () => {
      const { map, marks, send } = touched()
      await send('pointerdown', { x: 100, y: 100 }, '.point')
      await send('pointermove', { x: 106, y: 104 }, '.point')
      await send('pointerup', { x: 106, y: 104 }, '.point')
      await marks()[0]!.trigger('click')
      expect(map.emitted('open')).toEqual([['1']])
      await send('pointerdown', { x: 100, y: 100 }, '.point')
      await send('pointermove', { x: 130, y: 100 }, '.point')
      await send('pointerup', { x: 130, y: 100 }, '.point')
      await marks()[0]!.trigger('click')
      expect(map.emitted('open')).toEqual([['1']])
    })

    it('forgets a finger whose end it was not told of', async () => {
      const { send, at } = touched()
      await send('pointerdown', { id: 2, x: 10, y: 10 })
      const first = at()
      await send('pointerdown', { id: 1, x: 100, y: 100 })
      await send('pointermove', { id: 1, x: 150, y: 100 })
      expect(at()[0]![0] - first[0]![0]).toBeCloseTo(50, 0)
      await send('pointercancel', { id: 1, x: 150, y: 100 })
      await send('pointermove', { id: 1, x: 350, y: 100 })
      expect(at()[0]![0] - first[0]![0]).toBeCloseTo(50, 0)
    })
  })

  it('is there for one point, and for none that has a place', () => {
    expect(show([POINTS[0]!]).marks()).toHaveLength(1)
    const { map, marks } = show([POINTS[3]!])
    expect(marks()).toHaveLength(0)
    expect(map.find('.unplaced').exists()).toBe(true)
  })
})
