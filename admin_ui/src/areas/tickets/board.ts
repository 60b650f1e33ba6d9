import type { TicketState } from '@/api/contract'

/** The columns of the board, in the order in which a ticket passes through them. */
export const BOARD_STATES: readonly TicketState[] = [
  'submitted',
  'dispatched',
  'accepted',
  'in_progress',
  'suspended',
  'awaiting_confirmation',
]

/**
 * Where the focus goes from card (column, row) by a key, over columns of these lengths; null: nowhere.
 * Empty columns are skipped; going sideways keeps the row as far as the column is long.
 */
export function step(key: string, at: [number, number], lengths: readonly number[]): [number, number] | null {
  if (key === 'j') return down(at, 1, lengths)
  if (key === 'k') return down(at, -1, lengths)
  if (key === 'l') return across(at, 1, lengths)
  return key === 'h' ? across(at, -1, lengths) : null
}

function down(
  [column, row]: [number, number],
  by: 1 | -1,
  lengths: readonly number[],
): [number, number] | null {
  const next = row + by
  return next >= 0 && next < (lengths[column] ?? 0) ? [column, next] : null
}

function across(
  [column, row]: [number, number],
  by: 1 | -1,
  lengths: readonly number[],
): [number, number] | null {
  for (let next = column + by; next >= 0 && next < lengths.length; next += by) {
    const length = lengths[next] ?? 0
    if (length) return [next, Math.min(row, length - 1)]
  }
  return null
}
