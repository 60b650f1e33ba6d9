import { onBeforeUnmount, onMounted, toValue, type MaybeRefOrGetter, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useSession } from '@/core/session'
import { confirmAct } from './confirm'

/**
 * Ask before edits are left behind. Whoever is signed out is not asked: where an area has keepsakes, his edits are
 * kept. `save` is what the button is called, `within` asks also when the same page shows something else.
 */
export function useLeaveGuard(
  dirty: Ref<boolean>,
  forget: () => void,
  { save = '保存', within = false }: { save?: string; within?: boolean } = {},
): void {
  const session = useSession()

  async function mayGo(): Promise<boolean> {
    if (!dirty.value || session.state !== 'in') return true
    const sure = await confirmAct({
      title: '改动还没有保存',
      text: `离开以后，没有保存的改动就没有了。要保存，请先返回，再点“${save}”。`,
      yes: '不保存，离开',
      grave: true,
    })
    if (sure) forget()
    return sure
  }
  onBeforeRouteLeave(mayGo)
  if (within) onBeforeRouteUpdate(mayGo)

  const onUnload = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))
}

/** Whether a dialog is open, over which the keys of the page do nothing. */
export const dialogIsOpen = () => !!document.querySelector('[aria-modal="true"], dialog[open]')

/** Ctrl+S while no dialog is open, also from inside a field. */
export function useSaveKey(enabled: MaybeRefOrGetter<boolean>, save: () => void): void {
  function onKey(event: KeyboardEvent): void {
    const asked = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's'
    if (!asked || !toValue(enabled) || dialogIsOpen()) return
    event.preventDefault()
    ;(document.activeElement as HTMLElement | null)?.blur() // what is being typed counts too
    save()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
