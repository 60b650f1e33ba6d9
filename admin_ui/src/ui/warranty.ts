import type { Tone } from './AppTag.vue'

/** How a warranty stands: whoever must look at the part once more has 90, 30 or 7 days. */
export function warrantyWords(one: { state: string; within: number | null; days_left: number }): {
  label: string
  tone: Tone
} {
  if (one.state === 'over') return { label: '已到期', tone: 'plain' }
  if (one.state === 'running') return { label: '保修中', tone: 'leaf' }
  const label = one.days_left === 0 ? '今天到期' : `还有 ${one.days_left} 天`
  return { label, tone: (one.within ?? 90) <= 30 ? 'brick' : 'ochre' }
}
