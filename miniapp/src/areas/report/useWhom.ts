/** For whom one may report besides oneself: relatives who let this person act for them. */
import { computed } from 'vue'
import { saveDrafts, type Draft } from '@/core/drafts'
import { me } from '@/core/session'
import type { Named, Principal } from '@/core/types'

export const helped = computed<Principal[]>(() =>
  (me.value?.principals ?? []).filter((one) => one.scope === 'all'),
)

/** Make the draft one for `whom` (null: oneself). Another person lives elsewhere, so the place is asked anew. */
export function reportFor(draft: Draft, whom: Named | null): void {
  if ((draft.whom?.id ?? null) === (whom?.id ?? null)) return
  Object.assign(draft, {
    whom: whom && { id: whom.id, name: whom.name },
    compound: null,
    building: null,
    assetId: null,
    assetName: '',
  })
  saveDrafts()
}
