import type { TodoItem } from '@/api/contract'

/** Late ones first, then by date; what has no date comes last. Equal ones keep the server's order. */
export function byUrgency(items: readonly TodoItem[]): TodoItem[] {
  const rank = (item: TodoItem) => (item.due_at ? Date.parse(item.due_at) : Number.POSITIVE_INFINITY)
  return [...items].sort((a, b) => {
    if (a.late !== b.late) return a.late ? -1 : 1
    return rank(a) === rank(b) ? 0 : rank(a) - rank(b)
  })
}

/** The page where an item is dealt with. */
export function linkOf(item: TodoItem): string {
  return item.kind === 'ticket' ? `/tickets/${item.id}` : `/bindings?id=${item.id}`
}
