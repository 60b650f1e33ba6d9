import type { PlacesWarranty } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

/** Where the labels of a compound are put up. */
export const LABELS = [
  { value: 'gate', label: '大门' },
  { value: 'door', label: '单元门' },
  { value: 'lift', label: '电梯' },
  { value: 'bin', label: '垃圾桶站' },
] as const

/** How a warranty stands: whoever must look at the part once more has 90, 30 or 7 days. */
export function warrantyWords(one: Pick<PlacesWarranty, 'state' | 'within' | 'days_left'>): {
  label: string
  tone: Tone
} {
  if (one.state === 'over') return { label: '已到期', tone: 'plain' }
  if (one.state === 'running') return { label: '保修中', tone: 'leaf' }
  const label = one.days_left === 0 ? '今天到期' : `还有 ${one.days_left} 天`
  return { label, tone: (one.within ?? 90) <= 30 ? 'brick' : 'ochre' }
}
