import type { TodoGroup, TodoItem } from '@/api/contract'
import { cappedCount } from '@/core/format'

/** At this number the server stops to count; a bindings heap knows only that there are more than it lists. */
const COUNT_CAP = 1000

/** How many a group holds: all of it, also what is not listed. */
export function heapCount(group: TodoGroup): string {
  const uncounted = group.more && group.count === group.items.length
  return cappedCount(group.count, uncounted || group.count >= COUNT_CAP)
}

/** Late ones first, then by date; what has no date comes last. Equal ones keep the server's order. */
export function byUrgency(items: readonly TodoItem[]): TodoItem[] {
  const rank = (item: TodoItem) => (item.due_at ? Date.parse(item.due_at) : Number.POSITIVE_INFINITY)
  return [...items].sort((a, b) => {
    if (a.late !== b.late) return a.late ? -1 : 1
    return rank(a) === rank(b) ? 0 : rank(a) - rank(b)
  })
}
