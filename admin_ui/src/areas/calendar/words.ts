import type { AgendaItem } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

/** A kind in the two or three words that fit on a day, and its colour. The full name comes from the server. */
const KINDS: Record<string, { short: string; tone: Tone }> = {
  agreement: { short: '协议', tone: 'pine' },
  renewal: { short: '续签', tone: 'pine' },
  commitment: { short: '承诺', tone: 'pine' },
  cross_post: { short: '任职', tone: 'pine' },
  meeting: { short: '开会', tone: 'ochre' },
  council_task: { short: '决议', tone: 'ochre' },
  posting: { short: '公示期', tone: 'ochre' },
  term: { short: '任期', tone: 'slate' },
  decision: { short: '决定', tone: 'slate' },
  assembly: { short: '大会', tone: 'slate' },
  poll: { short: '表决', tone: 'slate' },
  consultation: { short: '征求', tone: 'slate' },
  resource: { short: '闲置', tone: 'leaf' },
  warranty: { short: '保修', tone: 'leaf' },
  disclosure: { short: '公示', tone: 'leaf' },
}

export const shortOf = (item: AgendaItem): string => KINDS[item.kind]?.short ?? item.kind_name
export const toneOf = (item: AgendaItem): Tone =>
  item.state === 'late' ? 'brick' : item.state === 'done' ? 'plain' : (KINDS[item.kind]?.tone ?? 'plain')

export const STATES = { open: '', late: '已逾期', done: '已完成' } as const

/** All of it in one breath: for whoever listens, and for who points at it. */
export const spoken = (item: AgendaItem): string =>
  [item.kind_name, item.title, item.subtitle, STATES[item.state]].filter(Boolean).join('，')
