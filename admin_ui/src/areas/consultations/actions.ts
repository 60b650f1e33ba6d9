import type { Tone } from '@/ui/AppTag.vue'

/** What the form of a move asks for. */
export type Field =
  | 'title'
  | 'draft_text'
  | 'explanation'
  | 'closes_on'
  | 'shorter_because'
  | 'topics'
  | 'facts'
  | 'summary'
  | 'reason'

export interface ConsultationForm {
  label: string
  hint: string
  tone: 'main' | 'plain' | 'grave'
  done: string
  fields: readonly Field[]
}

const WHOLE: readonly Field[] = [
  'title',
  'draft_text',
  'explanation',
  'closes_on',
  'shorter_because',
  'facts',
]

export const DRAFT: ConsultationForm = {
  label: '起草征求意见',
  hint: '先存为草稿，核对以后再开始征求意见。',
  tone: 'main',
  done: '已存为草稿',
  fields: [...WHOLE, 'topics'],
}

export const FORMS: Record<string, ConsultationForm> = {
  open: {
    label: '开始征求意见',
    hint: '从现在起所有人都能看到征求意见稿，并提意见。开始以后内容不能再改，期限只能延长。',
    tone: 'main',
    done: '已开始征求意见',
    fields: [],
  },
  answer: {
    label: '提交采纳情况',
    hint: '每条意见都写明采纳情况以后提交，由本单位另一位同事核对后公布。',
    tone: 'main',
    done: '已提交，等待另一位同事公布',
    fields: ['summary'],
  },
  publish: {
    label: '公布采纳情况',
    hint: '公布以后所有人都能看到采纳情况和理由，不能再改。看不到是谁提的。',
    tone: 'main',
    done: '已公布',
    fields: [],
  },
  save: { label: '修改草稿', hint: '', tone: 'plain', done: '已保存', fields: WHOLE },
  extend: {
    label: '延长期限',
    hint: '只能改为更晚的日期。',
    tone: 'plain',
    done: '已延长',
    fields: ['closes_on'],
  },
  facts: {
    label: '补记听证和合法性审查',
    hint: '听证材料在听证会七日前送达；合法性审查一般不少于七个工作日。',
    tone: 'plain',
    done: '已补记',
    fields: ['facts'],
  },
  back: {
    label: '退回修改',
    hint: '退回以后可以重新写明每条意见的采纳情况。',
    tone: 'plain',
    done: '已退回',
    fields: ['reason'],
  },
  archive: {
    label: '归档',
    hint: '合法性审查完成以后归档。归档以后公众仍能看到结果。',
    tone: 'plain',
    done: '已归档',
    fields: [],
  },
  withdraw: {
    label: '撤回',
    hint: '撤回以后公众看不到这次征求意见，不能恢复。',
    tone: 'grave',
    done: '已撤回',
    fields: ['reason'],
  },
}

/** The moves that the server offers, in the order in which the page shows them. */
export const offered = (actions: readonly string[]): string[] =>
  Object.keys(FORMS).filter((action) => actions.includes(action))

export const STATE_TONES: Record<string, Tone> = {
  draft: 'slate',
  open: 'pine',
  closed: 'ochre',
  answered: 'ochre',
  published: 'leaf',
  archived: 'plain',
  withdrawn: 'plain',
}

/** Opinions may be grouped and decided in these states. */
export const WORKABLE = ['open', 'closed']
