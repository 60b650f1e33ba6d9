import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef, type Ref } from 'vue'
import type { Spot } from './pointMap'

/** What part of the plane is on the screen: pixels per metre, and the metre in the middle. */
const CLOSER = 1.5
const MOST_PER_METRE = 4
/** A single place is shown with this much around it. */
const LEAST_METRES = 600
/** A group is shown with at least this much, so that one sees its neighbours. */
const AROUND_METRES = 1800

/** The size of a frame in pixels, and how many pixels a text of 16 has: a reader's own font size counts. */
export function useFrame(frame: Ref<HTMLElement | undefined>) {
  const size = reactive({ width: 800, height: 480, unit: 1 })
  function measure(): void {
    size.unit = (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16
    size.width = frame.value?.clientWidth || 800
    size.height = Math.round(Math.min(Math.max(size.width * 0.6, 320), 560))
  }
  let watcher: ResizeObserver | undefined
  onMounted(() => {
    measure()
    if (typeof ResizeObserver === 'undefined' || !frame.value) return
    watcher = new ResizeObserver(measure)
    watcher.observe(frame.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())
  return size
}

export function useMapView(spots: Ref<Spot[]>, size: { width: number; height: number; unit: number }) {
  const moved = ref(false)
  const own = reactive({ perMetre: 1, x: 0, y: 0 })
  function fit(shown: readonly Spot[], least = LEAST_METRES) {
    const [xs, ys] = [shown.map(({ x }) => x), shown.map(({ y }) => y)]
    const span = (values: number[]) => (values.length ? Math.max(...values) - Math.min(...values) : 0)
    const middle = (values: number[]) => (values.length ? (Math.max(...values) + Math.min(...values)) / 2 : 0)
    const edge = 70 * size.unit
    const room = (pixels: number) => Math.max(pixels - 2 * edge, pixels * 0.4)
    const perMetre = Math.min(
      room(size.width) / Math.max(span(xs), least),
      room(size.height) / Math.max(span(ys), least * 0.6),
    )
    return { perMetre, x: middle(xs), y: middle(ys) }
  }
  const whole = computed(() => fit(spots.value))
  /** What it shows, whatever the size becomes, until somebody moves it; everything when there is none. */
  const aim = shallowRef<readonly Spot[]>([])
  const start = computed(() => (aim.value.length ? fit(aim.value, AROUND_METRES) : whole.value))
  const view = computed(() => (moved.value ? own : start.value))
  const at = (spot: Spot): Spot => ({
    x: (spot.x - view.value.x) * view.value.perMetre + size.width / 2,
    y: (spot.y - view.value.y) * view.value.perMetre + size.height / 2,
  })

  function look(perMetre: number, x: number, y: number): void {
    moved.value = true
    Object.assign(own, { perMetre, x, y })
  }
  /** Nearer or farther; what is under `under` (pixels; the middle) stays there. */
  function zoom(times: number, under: Spot = { x: size.width / 2, y: size.height / 2 }): void {
    const { perMetre, x, y } = view.value
    const next = Math.min(Math.max(perMetre * times, whole.value.perMetre / 2), MOST_PER_METRE)
    const [dx, dy] = [under.x - size.width / 2, under.y - size.height / 2]
    look(next, x + dx / perMetre - dx / next, y + dy / perMetre - dy / next)
  }
  /** Move the map by pixels. */
  function pan(dx: number, dy: number): void {
    const { perMetre, x, y } = view.value
    look(perMetre, x - dx / perMetre, y - dy / perMetre)
  }
  /** Bring a spot into the frame when it is outside. */
  function reveal(spot: Spot): void {
    const { x, y } = at(spot)
    const edge = 24 * size.unit
    const inside = x >= edge && x <= size.width - edge && y >= edge && y <= size.height - edge
    if (!inside) look(view.value.perMetre, spot.x, spot.y)
  }
  /** Show some spots with what lies around them, or everything. */
  function show(some: readonly Spot[] = []): void {
    moved.value = false
    aim.value = some
  }
  const isWhole = computed(() => !moved.value && !aim.value.length)

  return {
    view,
    at,
    zoom,
    pan,
    reveal,
    show,
    isWhole,
    closer: () => zoom(CLOSER),
    farther: () => zoom(1 / CLOSER),
  }
}
