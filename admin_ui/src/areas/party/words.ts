import type { Tone } from '@/ui/AppTag.vue'

export const STATE_TONES: Record<string, Tone> = {
  draft: 'ochre',
  in_force: 'leaf',
  ended: 'plain',
  terminated: 'brick',
  discarded: 'plain',
}

export const LISTS = [
  { key: 'needs', label: '需求清单' },
  { key: 'resources', label: '资源清单' },
  { key: 'projects', label: '项目清单' },
] as const

/** As what an organisation takes part, and what it has to be for that. */
export const ROLES: { value: string; label: string; kinds?: string[] }[] = [
  { value: 'community', label: '社区党组织', kinds: ['residents_committee', 'party_organisation'] },
  { value: 'company', label: '物业服务企业党组织', kinds: ['property_company'] },
  { value: 'committee', label: '业委会（物管会）党组织', kinds: ['owners_committee'] },
  { value: 'title_unit', label: '产权单位党组织', kinds: ['title_unit'] },
  { value: 'utility', label: '专业运营单位党组织', kinds: ['utility'] },
  { value: 'other', label: '其他共建单位' },
]

export const STEP_WORDS: Record<string, string> = {
  draft: '起草了协议',
  copy: '从上一期复制',
  save: '修改了草稿',
  sign: '签订生效',
  discard: '作废了草稿',
  terminate: '终止了协议',
  papers: '更新了签字盖章的扫描件',
  end: '协议到期',
}

export const COMMITMENT_TONES: Record<string, Tone> = {
  listed: 'ochre',
  claimed: 'pine',
  doing: 'pine',
  submitted: 'ochre',
  confirmed: 'ochre',
  rated: 'leaf',
  dropped: 'plain',
}

export const RHYTHMS = [
  { value: 'once', label: '一次' },
  { value: 'monthly', label: '每月' },
  { value: 'quarterly', label: '每季度' },
]

/** What can be done to something promised: the button, what is asked, and what is said once it is done. */
export const DOINGS: Record<
  string,
  {
    label: string
    done: string
    note?: string
    optional?: boolean
    photos?: boolean
    stars?: boolean
    grave?: boolean
  }
> = {
  claim: { label: '认领', done: '已认领' },
  start: { label: '开始办理', done: '已开始办理' },
  submit: { label: '报办结', done: '已报办结，等社区确认', note: '做了什么', photos: true },
  confirm: { label: '确认办结', done: '已确认，请评价' },
  return: { label: '退回', done: '已退回', note: '为什么退回', grave: true },
  rate: { label: '评价', done: '已评价', note: '评语', optional: true, stars: true },
  drop: { label: '撤销', done: '已撤销', note: '为什么撤销', grave: true },
}

export const DOING_WORDS: Record<string, string> = {
  add: '列为承诺事项',
  save: '修改了内容',
  claim: '认领',
  start: '开始办理',
  submit: '报办结',
  return: '退回',
  confirm: '确认办结',
  rate: '评价',
  drop: '撤销',
  next: '进入下一期',
  late: '到期没有办结',
}
