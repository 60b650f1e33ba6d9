import { useQuery } from '@pinia/colada'
import type { Address, Categories, Page, StaffCompound } from '@/api/contract'
import { http } from './http'
import { useSession } from './session'

const HOUR_MS = 3_600_000
const PAGE = 100
const MOST_PAGES = 20

/** Read a short list to its end. Meant for dictionaries (compounds, organisations), never for ledgers. */
export async function readAll<T>(path: Address<'get'>, query: Record<string, string> = {}): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Page<T> = await http.get<Page<T>>(path, { query: { ...query, limit: PAGE, cursor } })
    rows.push(...answer.items)
    cursor = answer.next
    if (!cursor) break
  }
  return rows
}

/** The compounds that the present post may see. */
export function useCompounds() {
  const session = useSession()
  return useQuery({
    key: () => [session.place, 'compounds'],
    query: () => readAll<StaffCompound>('/staff/compounds'),
    staleTime: HOUR_MS,
  })
}

/** The two-level list of what tickets are about. */
export function useCategories() {
  return useQuery({
    key: ['categories'],
    query: () => http.get<Categories>('/categories'),
    staleTime: HOUR_MS,
  })
}
