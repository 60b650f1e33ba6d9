import type { Tone } from '@/ui/AppTag.vue'

export const STATE_TONES: Record<string, Tone> = {
  draft: 'plain',
  noticed: 'ochre',
  open: 'pine',
  closed: 'ochre',
  counted: 'ochre',
  announced: 'leaf',
  cancelled: 'plain',
}

export const CHOICES = [
  { value: 'yes', label: '同意' },
  { value: 'no', label: '不同意' },
  { value: 'abstain', label: '弃权' },
]

export const CHANNELS: Record<string, string> = {
  app: '手机',
  paper: '纸质票',
  door: '上门',
  evote: '全市电子投票',
}

export const VISITS = [
  { value: 'absent', label: '家里没人' },
  { value: 'handed', label: '已发票' },
  { value: 'collected', label: '已收票' },
  { value: 'refused', label: '不愿投' },
]

/** How far the vote of a home is, for people who take votes down. */
export const HOME_STATES: Record<string, { label: string; tone: Tone }> = {
  none: { label: '没有投', tone: 'plain' },
  once: { label: '录了一遍', tone: 'ochre' },
  differs: { label: '两遍不一样', tone: 'brick' },
  voted: { label: '已投', tone: 'leaf' },
}

/** A share as people read it: two decimals, cut and not rounded, so that nothing looks like a border that it is not. */
export function share(part: number, whole: number): string {
  if (!whole) return '—'
  const hundredths = Math.floor((part * 10_000) / whole)
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}%`
}

/** Matters of 民法典 278 that need three quarters of those who took part. */
const THREE_QUARTERS = [6, 7, 8]

/** What came of a topic: an assembly decides; a survey says what those who took part think, however many they are. */
export function outcome(
  kind: string,
  matter: number,
  topic: { approved: boolean | null; passed: boolean | null },
): { good: boolean; label: string } | null {
  if (topic.passed === null || topic.approved === null) return null
  if (kind === 'assembly') return { good: topic.passed, label: topic.passed ? '通过' : '未通过' }
  const three = THREE_QUARTERS.includes(matter)
  if (topic.approved) return { good: true, label: three ? '四分之三以上同意' : '多数同意' }
  return { good: false, label: three ? '不到四分之三' : '没有过半' }
}
