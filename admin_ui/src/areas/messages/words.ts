import type { Delivery } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

/** The lists of messages; each message is in exactly one. `hint` says what it means and what to do. */
export const LISTS = [
  {
    value: 'unknown',
    label: '结果不明',
    hint: '发送时网络或程序中断，不知道对方收到没有。系统不会自己重发，以免重复打扰：请问一问本人再登记。',
    none: '没有结果不明的消息',
  },
  {
    value: 'failed',
    label: '未发送',
    hint: '对方没有接收，或多次尝试都没有连上。排除原因后可以再发一次；站内消息不受影响。',
    none: '没有发不出去的消息',
  },
  {
    value: 'planned',
    label: '待发送',
    hint: '正在排队，或上一次没有连上、稍后自动再试。',
    none: '没有等着发送的消息',
  },
  { value: 'sending', label: '发送中', hint: '已经交给对方，正在等回答。', none: '没有正在发送的消息' },
  { value: 'sent', label: '已发送', hint: '对方已经接收，或由工作人员认定。', none: '还没有发送过消息' },
  {
    value: 'set_aside',
    label: '不用发',
    hint: '本人没有同意接收、已退订或没有留手机号码，或由工作人员决定不再发送。站内消息照常有。',
    none: '没有不用发的消息',
  },
]

export const CHANNELS = [
  { value: 'wechat', label: '微信' },
  { value: 'sms', label: '短信' },
]

export const TONES: Record<string, Tone> = {
  unknown: 'ochre',
  failed: 'brick',
  planned: 'slate',
  sending: 'slate',
  sent: 'leaf',
}

export interface Decision {
  label: string
  done: string
  /** What to ask first; a text that goes twice cannot be taken back. */
  ask?: string
}

export function decisionOf(delivery: Delivery, action: string): Decision | null {
  const unclear = delivery.state === 'unknown'
  if (action === 'resend')
    return {
      label: '再发一次',
      done: '已重新排队，稍后发送',
      ...(unclear ? { ask: '这条消息可能已经送到。再发一次，本人可能收到两条。' } : {}),
    }
  if (action === 'mark_sent') return { label: '按已发送处理', done: '已登记为已发送' }
  if (action === 'mark_failed')
    return unclear
      ? { label: '按未发送处理', done: '已登记为未发送' }
      : { label: '不再发送', done: '已登记，不再发送' }
  return null
}

/** A message that waits longer than this points to a worker that does not run. */
export const SLOW_MINUTES = 30

export const countWords = (count: number) => (count >= 1000 ? '1000+' : String(count))
