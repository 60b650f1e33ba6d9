import type { HotlineBatch } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

export const BATCH_TONES: Record<string, Tone> = {
  checking: 'slate',
  checked: 'ochre',
  importing: 'slate',
  done: 'leaf',
  discarded: 'plain',
}

/** What became, or would become, of a row. */
export const ROW_WORDS: Record<string, { label: string; tone: Tone }> = {
  new: { label: '将新建', tone: 'pine' },
  update: { label: '将更新', tone: 'ochre' },
  same: { label: '没有变化', tone: 'plain' },
  error: { label: '有问题', tone: 'brick' },
  created: { label: '已新建', tone: 'leaf' },
  updated: { label: '已更新', tone: 'leaf' },
  unchanged: { label: '没有变化', tone: 'plain' },
  rejected: { label: '未导入', tone: 'brick' },
}

export const MESSAGE_TONES: Record<string, Tone> = {
  planned: 'slate',
  sending: 'slate',
  sent: 'leaf',
  failed: 'brick',
  unknown: 'ochre',
}

/** Why a message to another system did not arrive; what is not known is shown as it came. */
export function reasonWords(reason: string): string {
  if (reason === 'no_address') return '没有回传地址，或密钥已停用'
  if (reason === 'unknown host') return '找不到对方的地址'
  if (reason === 'forbidden address') return '回传地址指向了不允许的网络'
  const status = /^status (\d+)$/.exec(reason)
  if (status) return `对方回答 ${status[1]}`
  if (/timeout/i.test(reason)) return '对方没有及时回应'
  if (/connect|resolve|gaierror|refused/i.test(reason)) return '连不上对方'
  if (/ssl|certificate/i.test(reason)) return '对方的证书有问题'
  return reason
}

export const SCOPES: { value: 'orders' | 'open311'; label: string; hint: string }[] = [
  { value: 'orders', label: '12345 工单', hint: '按编号送工单、查办理情况、取结果' },
  { value: 'open311', label: 'Open311', hint: '通用的城市服务接口（GeoReport v2）' },
]

export const isWorking = (batch: HotlineBatch) => batch.state === 'checking' || batch.state === 'importing'

/** The tally of a file in one line, without zeros. */
export function tallyWords(batch: HotlineBatch): string {
  const { tally } = batch
  const parts: [number, string][] =
    batch.state === 'done' || batch.state === 'importing'
      ? [
          [tally.created, '新建'],
          [tally.updated, '更新'],
          [tally.unchanged, '没有变化'],
          [tally.rejected, '未导入'],
        ]
      : [
          [tally.new, '可新建'],
          [tally.update, '可更新'],
          [tally.same, '没有变化'],
          [tally.error, '有问题'],
        ]
  return (
    parts
      .filter(([count]) => count)
      .map(([count, word]) => `${word} ${count}`)
      .join('，') || `${batch.row_count} 行`
  )
}
