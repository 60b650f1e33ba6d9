import type { Check } from '@/api/contract'
import type { Tone } from '@/ui/AppTag.vue'

export const TABS = [
  { value: 'open', label: '要看的' },
  { value: 'flagged', label: '微信提示的' },
  { value: 'unseen', label: '微信没检查的' },
  { value: 'decided', label: '已看过' },
]

export const EMPTY: Record<string, [string, string]> = {
  open: ['没有要看的内容', '微信拿不准、或者没有检查的文字和照片会出现在这里。'],
  flagged: ['没有微信提示的内容', '微信提示有风险、或者建议人工看一看的，会出现在这里。'],
  unseen: ['没有微信没检查的内容', '打电话报的、没有用微信登录的人发的，微信不检查，会出现在这里。'],
  decided: ['还没有看过的内容', '决定以后留在这里，看错了可以改。'],
}

export const STATE_TONES: Record<string, Tone> = { review: 'ochre', risky: 'brick', unavailable: 'plain' }

/** The usual reasons, one tap each; they can be added to. */
export const REASONS = [
  '含有电话、姓名等个人信息',
  '照片里有人脸或车牌',
  '是广告',
  '有辱骂的话',
  '和报的事没有关系',
]

/** Why a person has to look, in one line. */
export function why(check: Check): string {
  if (check.reason) return check.reason
  return check.label_name && check.label_name !== '正常' ? `可能是：${check.label_name}` : ''
}
