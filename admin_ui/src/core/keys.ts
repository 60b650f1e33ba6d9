import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue'

/** Whether a key belongs to what the person is typing into, or to an open dialog, and not to the page. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  const at = event.target as HTMLElement | null
  // A ticked box takes no letters: who has just chosen rows goes on by keyboard.
  if (
    at?.closest?.(
      'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="combobox"]',
    )
  )
    return true
  return document.querySelector('[aria-modal="true"], dialog[open]') !== null
}

/** Single-key shortcuts while a page is shown. `handle` answers true when it used the key. */
export function usePageKeys(handle: (key: string) => boolean): void {
  let listening = false
  const onKey = (event: KeyboardEvent) => {
    if (!isTaken(event) && handle(event.key)) event.preventDefault()
  }
  const on = () => {
    if (!listening) window.addEventListener('keydown', onKey)
    listening = true
  }
  const off = () => {
    window.removeEventListener('keydown', onKey)
    listening = false
  }
  onMounted(on)
  onActivated(on)
  onDeactivated(off)
  onBeforeUnmount(off)
}

/** Move the focus along the elements that match `selector`: j is +1, k is -1. */
export function stepFocus(selector: string, by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (row) => row.offsetParent !== null,
  )
  if (rows.length === 0) return
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const to = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))
  rows[to]?.focus()
  rows[to]?.scrollIntoView({ block: 'nearest' })
}
