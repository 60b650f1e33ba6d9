/**
 * The code of a poster through which somebody came: `#/?code=…` on the page, `code`, `scene` or the scanned
 * address `q` in the mini-program. Kept until a report has used it.
 */
import { ref } from 'vue'
import { ApiError, request } from '@/core/http'
import { forget, keep, recall } from '@/core/storage'
import type { Named } from '@/core/types'

let arrival = ''

/** The code inside an address like `https://…/p/AB12CD`, or the text itself when it is a bare code. Empty else. */
export function codeIn(text: string): string {
  const inPath = /\/p\/([A-Za-z0-9_-]{2,64})/.exec(text)
  const inQuery = /[?&]code=([A-Za-z0-9_-]{2,64})/.exec(text)
  if (inPath || inQuery) return (inPath ?? inQuery)?.[1] ?? ''
  return /^[A-Za-z0-9_-]{2,64}$/.test(text) ? text : ''
}

export function keepArrival(query: Record<string, unknown> = {}): void {
  for (const name of ['code', 'scene', 'q']) {
    const value = query[name]
    if (typeof value !== 'string' || !value) continue
    arrival = codeIn(decodeURIComponent(value)) || arrival
  }
}

/** The kept code, once: afterwards it is forgotten. */
export function takeArrival(): string {
  const code = arrival
  arrival = ''
  return code
}

export interface Visit {
  compound: Named
  /** What the label hangs on, when it is not the whole compound. */
  place: { kind: 'building' | 'asset'; id: string; name: string } | null
  expires_at: string
}

/** How long somebody is taken to stand where he scanned a label. The server's own limit is longer. */
const STANDING_MS = 2 * 3_600_000

/** Where this person stands, by the label scanned last. The next report begins there. */
export const standing = ref<Visit | null>(kept())

function kept(): Visit | null {
  const { visit: known, at } = recall<{ visit: Visit | null; at: number }>('standing', { visit: null, at: 0 })
  return Date.now() - at < STANDING_MS ? known : null
}

/** Forget where the person stands: somebody else has taken the phone. */
export function leave(): void {
  standing.value = null
  forget('standing')
}

/** Tell the server where the person stands: he may then report there as a visitor. Throws `ApiError`. */
export async function visit(code: string): Promise<Visit> {
  try {
    standing.value = await request<Visit>('POST', '/visits', { body: { code } })
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
    throw new ApiError(404, error.code, '没认出这个码，看看是不是照着牌子写的')
  }
  keep('standing', { visit: standing.value, at: Date.now() })
  return standing.value
}
