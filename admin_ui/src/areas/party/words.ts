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
  end: '协议到期',
}
