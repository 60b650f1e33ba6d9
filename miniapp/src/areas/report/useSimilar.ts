import { ref, watch } from 'vue'
import { joinTicket, similarTickets, type Similar } from '@/areas/report/api'
import type { Draft } from '@/core/drafts'
import { ApiError } from '@/core/http'
import type { Category } from '@/core/types'

/**
 * What neighbours have reported already, for the draft that is about to be sent. Only a help: without network, or
 * when the server says no, nothing is shown and the report goes its way.
 */
export function useSimilar(
  draft: Readonly<{ value: Draft | null }>,
  category: Readonly<{ value: Category | null }>,
) {
  const found = ref<Similar[]>([])
  const joining = ref(false)

  async function look() {
    const one = draft.value
    if (!one?.compound || one.state !== 'editing') return
    try {
      const rows = await similarTickets({
        compound_id: one.compound.id,
        ...(category.value ? { category: category.value.code } : {}),
        ...(one.words ? { description: one.words } : {}),
        ...(one.building ? { building_id: one.building.id } : {}),
        ...(one.assetId ? { asset_id: one.assetId } : {}),
        ...(one.whom ? { on_behalf_of: one.whom.id } : {}),
      })
      found.value = rows
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }
  watch(
    () => [draft.value?.id, category.value?.code, draft.value?.assetId],
    () => void look(),
    { immediate: true },
  )

  /** The id of the matter that one follows now, or why it did not work. */
  async function join(one: Similar): Promise<{ id: string } | { problem: string }> {
    joining.value = true
    try {
      return { id: (await joinTicket(one.id, draft.value?.whom?.id)).id }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { problem: error.sentence }
    } finally {
      joining.value = false
    }
  }
  return { found, joining, join }
}
