import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { useSession } from '@/core/session'
import { confirmAct } from '@/ui/confirm'

/** Ask before edits are left behind. Whoever is signed out is not asked: his edits are kept (see keepsakes). */
export function useLeaveGuard(dirty: Ref<boolean>, forget: () => void): void {
  const session = useSession()

  onBeforeRouteLeave(async () => {
    if (!dirty.value || session.state !== 'in') return true
    const sure = await confirmAct({
      title: '改动还没有保存',
      text: '离开以后，没有保存的改动就没有了。要保存，请先返回，再点“保存”。',
      yes: '不保存，离开',
      grave: true,
    })
    if (sure) forget()
    return sure
  })

  const onUnload = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))
}

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
    if (!command || !enabled.value || document.querySelector('[aria-modal="true"], dialog[open]')) return
    event.preventDefault()
    commands[command]()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
