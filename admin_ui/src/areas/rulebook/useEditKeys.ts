import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { dialogIsOpen } from '@/ui/guard'

type Command = 'undo' | 'redo' | 'save'

/** What a key with Ctrl asks for. Text fields keep their own undo. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null
  const key = event.key.toLowerCase()
  if (key === 's') return 'save'
  if ((event.target as HTMLElement | null)?.closest?.('input, textarea, select')) return null
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
  return key === 'y' ? 'redo' : null
}

/** Ctrl+Z, Ctrl+Y (or Ctrl+Shift+Z) and Ctrl+S while no dialog is open. */
export function useEditKeys(enabled: Ref<boolean>, commands: Record<Command, () => void>): void {
  function onKey(event: KeyboardEvent): void {
    const command = commandOf(event)
    if (!command || !enabled.value || dialogIsOpen()) return
    event.preventDefault()
    commands[command]()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
