import { type Ref } from 'vue'
import type { Spot } from './pointMap'

/** How far a hand may tremble and still press, in pixels: an old finger more than a mouse. */
const TREMBLE = { mouse: 5, other: 10 }
/** Two fingers nearer than this tell nothing of a distance. */
const LEAST_APART = 16

interface View {
  pan: (dx: number, dy: number) => void
  zoom: (times: number, under: Spot) => void
}

const placeOf = (event: MouseEvent): Spot => ({ x: event.clientX, y: event.clientY })
const apart = (a: Spot, b: Spot) => Math.max(Math.hypot(a.x - b.x, a.y - b.y), LEAST_APART)
const between = (a: Spot, b: Spot): Spot => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

/** A mouse or a finger draws the map along, two fingers draw it apart or together; what is under them stays there. */
export function useMapHands(frame: Ref<HTMLElement | undefined>, { pan, zoom }: View) {
  const down = new Map<number, Spot>()
  let dragged = false

  const inFrame = ({ x, y }: Spot): Spot => {
    const box = frame.value!.getBoundingClientRect()
    return { x: x - box.left, y: y - box.top }
  }

  function hold(event: PointerEvent): void {
    // The first one down begins anew, whatever became of those before it.
    if (event.isPrimary || !down.size) {
      down.clear()
      dragged = false
    }
    if (event.button === 0 && down.size < 2) down.set(event.pointerId, placeOf(event))
  }

  /** Whether one that lies on the map has begun to draw it. From then on it is followed beyond the frame. */
  function begins(event: PointerEvent, before: Spot, after: Spot): boolean {
    if (dragged) return true
    const least = down.size > 1 ? 0 : event.pointerType === 'mouse' ? TREMBLE.mouse : TREMBLE.other
    if (Math.hypot(after.x - before.x, after.y - before.y) < least) return false
    dragged = true
    // Only now: a press that is captured would no longer open what lies under it.
    frame.value?.setPointerCapture?.(event.pointerId)
    return true
  }

  function drag(event: PointerEvent): void {
    const before = down.get(event.pointerId)
    if (!before) return
    if (event.pointerType === 'mouse' && !(event.buttons & 1)) return letGo(event)
    const after = placeOf(event)
    if (!begins(event, before, after)) return
    down.set(event.pointerId, after)
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
    if (!other) return pan(after.x - before.x, after.y - before.y)
    const [from, to] = [between(before, other), between(after, other)]
    zoom(apart(after, other) / apart(before, other), inFrame(from))
    pan(to.x - from.x, to.y - from.y)
  }

  function letGo(event: PointerEvent): void {
    down.delete(event.pointerId)
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault()
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, inFrame(placeOf(event)))
  }

  return { hold, drag, letGo, wheel, wasDragged: () => dragged }
}
