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

  it('is there for one point, and for none that has a place', () => {
    expect(show([POINTS[0]!]).marks()).toHaveLength(1)
    const { map, marks } = show([POINTS[3]!])
    expect(marks()).toHaveLength(0)
    expect(map.find('.unplaced').exists()).toBe(true)
  })
})
