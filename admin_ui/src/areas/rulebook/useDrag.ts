import { onBeforeUnmount, ref, type Ref } from 'vue'

const EDGE = 72
const SCROLL = 14

/**
 * Rows that are dragged by a handle, with mouse, pen or finger. Keys do the same elsewhere.
 *
 * `from` is the row in the hand and `gap` where it would go: before the row of that number, or after the last.
 */
export function useDrag(list: Ref<HTMLElement | undefined>, drop: (from: number, to: number) => void) {
  const from = ref(-1)
  const gap = ref(-1)
  let frame = 0
  let lastY = 0

  function gapAt(y: number): number {
    const rows = [...(list.value?.children ?? [])]
    const at = rows.findIndex((row) => {
      const box = row.getBoundingClientRect()
      return y < box.top + box.height / 2
    })
    return at < 0 ? rows.length : at
  }

  function scroll(): void {
    const by = lastY < EDGE ? -SCROLL : lastY > window.innerHeight - EDGE ? SCROLL : 0
    if (by) window.scrollBy(0, by)
    gap.value = gapAt(lastY)
    frame = window.requestAnimationFrame(scroll)
  }

  function onMove(event: PointerEvent): void {
    lastY = event.clientY
  }

  function stop(): void {
    window.cancelAnimationFrame(frame)
    window.removeEventListener('pointermove', onMove)
    window.removeEventListener('pointerup', onUp)
    window.removeEventListener('pointercancel', stop)
    window.removeEventListener('keydown', onKey)
    from.value = gap.value = -1
  }

  function onUp(): void {
    const [start, end] = [from.value, gapAt(lastY)]
    stop()
    const to = end > start ? end - 1 : end
    if (to !== start) drop(start, to)
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') stop()
  }

  function start(event: PointerEvent, at: number): void {
    if (event.button !== 0) return
    stop()
    from.value = at
    gap.value = at
    lastY = event.clientY
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', stop)
    window.addEventListener('keydown', onKey)
    frame = window.requestAnimationFrame(scroll)
  }

  onBeforeUnmount(stop)
  return { from, gap, start }
}
