import { onBeforeUnmount, onMounted, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useSession } from '@/core/session'
import { confirmAct } from '@/ui/confirm'

/** Ask before edits are left behind. Whoever is signed out is not asked. */
export function useLeaveGuard(dirty: Ref<boolean>, forget: () => void): void {
  const session = useSession()

  async function mayGo(): Promise<boolean> {
    if (!dirty.value || session.state !== 'in') return true
    const sure = await confirmAct({
      title: '改动还没有保存',
      text: '离开以后，没有保存的改动就没有了。要保存，请先返回，再点“保存”。',
      yes: '不保存，离开',
      grave: true,
    })
    if (sure) forget()
    return sure
  }
  onBeforeRouteLeave(mayGo)
  onBeforeRouteUpdate(mayGo)

  const onUnload = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))
}

/** Ctrl+S while no dialog is open, also from inside a field. */
export function useSaveKey(enabled: () => boolean, save: () => void): void {
  function onKey(event: KeyboardEvent): void {
    const asked = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's'
    if (!asked || !enabled() || document.querySelector('[aria-modal="true"], dialog[open]')) return
    event.preventDefault()
    save()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
