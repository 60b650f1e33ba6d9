import type { LedgerColumn, LedgerTable } from '@/api/contract'
import { say } from '@/core/notes'
import { pasted } from '@/core/ledger'
import type { Draft } from './useDraft'

/** The cells of a block that was copied in a table program; null when it is only a text. */
export function blockOf(text: string): string[][] | null {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return rows.length > 1 || text.includes('\t') ? rows.map((row) => row.split('\t')) : null
}

/** Paste a block of cells from where the hand is, down and to the right; lines are added as needed. */
export function usePaste(table: LedgerTable, draft: Draft) {
  return (event: ClipboardEvent, at: number, column: LedgerColumn): void => {
    const block = blockOf(event.clipboardData?.getData('text/plain') ?? '')
    if (!block || column.kind === 'long_text') return
    event.preventDefault()
    const from = table.columns.findIndex((one) => one.key === column.key)
    const room = table.most_rows - at
    block.slice(0, room).forEach((cells, down) => {
      const line = draft.linesOf(table.key)[at + down] ?? draft.addLine(table)
      cells.forEach((text, right) => {
        const to = table.columns[from + right]
        if (to) draft.setCell(line, to.key, pasted(to, text))
      })
    })
    say(`已粘贴 ${Math.min(block.length, room)} 行，请核对`)
  }
}
