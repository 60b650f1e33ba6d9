import type { PlanTerm } from '@/api/contract'

/** An item of a plan for tests; give what the test is about. */
export const term = (code: string, more: Partial<PlanTerm> = {}): PlanTerm => ({
  code,
  item_code: code,
  category: 'ENV',
  category_name: '环境',
  name: '项目' + code,
  clause: '8.2',
  measure: 'freq',
  levelled: true,
  optional: true,
  words: ['每周一次', '每周两次', '每天一次'],
  evidence: 'photo',
  level: 1,
  level_name: '一级',
  agreed: null,
  agreed_times: null,
  agreed_per: null,
  not_applicable: null,
  said: '每周一次',
  since: null,
  ...more,
})
/** An item without levels. */
export const must = term('M', {
  levelled: false,
  optional: false,
  level: null,
  words: ['每天清运'],
  level_name: '必须做到',
})
