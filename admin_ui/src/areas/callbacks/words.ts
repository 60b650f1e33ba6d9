import type { Tone } from '@/ui/AppTag.vue'

export { monthsBack, monthWords, percent } from '@/core/format'

/** One possible answer with the key that chooses it. */
export interface Choice {
  value: string
  label: string
  key: string
}

export const OUTCOMES: Choice[] = [
  { value: 'solved', label: '解决了', key: '1' },
  { value: 'partly', label: '解决了一部分', key: '2' },
  { value: 'unsolved', label: '没有解决', key: '3' },
]
export const SATISFACTIONS: Choice[] = [
  { value: 'satisfied', label: '满意', key: '4' },
  { value: 'fair', label: '基本满意', key: '5' },
  { value: 'dissatisfied', label: '不满意', key: '6' },
]
export const CONTACTED: Choice[] = [
  { value: 'yes', label: '联系过', key: '7' },
  { value: 'no', label: '没有联系', key: '8' },
  { value: '', label: '记不清', key: '9' },
]
export const CHANNELS = [
  { value: 'phone', label: '电话' },
  { value: 'visit', label: '上门' },
]
export const OUTCOME_TONES: Record<string, Tone> = { solved: 'leaf', partly: 'ochre', unsolved: 'brick' }

export const labelOf = (choices: readonly Choice[], value: string | null) =>
  choices.find((one) => one.value === value)?.label ?? ''

/** Why an order can be left out of the rates (the street decides). */
export const REASONS = [
  { value: 'unreasonable', label: '诉求不合理' },
  { value: 'unlawful', label: '诉求不合法' },
  { value: 'beyond_duty', label: '不属于职责范围' },
  { value: 'litigation', label: '已进入诉讼、仲裁、信访等渠道' },
  { value: 'repeated', label: '同一事项已办结、没有新情况' },
  { value: 'ledger', label: '疑难事项已挂账' },
]

/** What each number counts, for headings of the rows behind it. */
export const MEASURES: Record<string, string> = {
  orders: '应回访',
  waiting: '待回访',
  unreached: '未联系上',
  valid: '有效回访',
  excluded: '已剔除',
  responded: '有人联系过',
  solved: '已解决',
  partly: '部分解决',
  unsolved: '未解决',
  satisfied: '满意和基本满意',
  complaints: '投诉',
  complaints_in_time: '按期办结的投诉',
  repairs: '报修',
  repairs_called: '回访到的报修',
}

/** Which numbers a rate is the quotient of, and what it says. */
export const RATE_PARTS: Record<string, { top: string; bottom: string; hint: string }> = {
  response: { top: 'responded', bottom: 'valid', hint: '回访时居民说有人联系过' },
  solution: { top: 'solved', bottom: 'valid', hint: '只有“解决了”才算，部分解决不算' },
  satisfaction: { top: 'satisfied', bottom: 'valid', hint: '满意和基本满意' },
  complaint_in_time: { top: 'complaints_in_time', bottom: 'complaints', hint: '在时限内办结的投诉' },
  repair_called: { top: 'repairs_called', bottom: 'repairs', hint: '办完后回访到的报修' },
}

/** The level below: what a group opens into. */
export const BELOW: Record<string, string> = {
  street: 'community',
  community: 'compound',
  compound: 'company',
}

export const GROUPS = [
  { value: 'street', label: '按街道' },
  { value: 'community', label: '按社区' },
  { value: 'compound', label: '按小区' },
  { value: 'company', label: '按承办单位' },
]

/** In place of a company: the order had none yet. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'
export const NO_COMPANY = '没有承办单位'

/** `street:<id>` as the query of the API takes it. */
export function withinQuery(within: string): Record<string, string> {
  const [kind, id] = within.split(':')
  return kind && id ? { [`${kind}_id`]: id } : {}
}
