/** Dictionaries that change rarely: kept on the phone, renewed in the background. */
import { ref } from 'vue'
import { ApiError, request } from '@/core/http'
import { keep, recall } from '@/core/storage'
import type { Catalogue, PublicCompound } from '@/core/types'

const AGE_MS = 6 * 3_600_000

export const catalogue = ref<Catalogue | null>(recall<Catalogue | null>('catalogue', null))
let loadedAt = 0

/** Load the categories unless they are fresh. Without network the kept ones stay. */
export async function loadCatalogue(): Promise<void> {
  if (catalogue.value && Date.now() - loadedAt < AGE_MS) return
  try {
    catalogue.value = await request<Catalogue>('GET', '/categories')
    loadedAt = Date.now()
    keep('catalogue', catalogue.value)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

/** What anybody may know of a compound: who manages it and whom to call. Null when it cannot be had. */
export async function publicCompound(id: string): Promise<PublicCompound | null> {
  const key = `compound.${id}`
  try {
    const answer = await request<PublicCompound>('GET', `/public/compounds/${id}`)
    keep(key, answer)
    return answer
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return recall<PublicCompound | null>(key, null)
  }
}
