import type { Tone } from '@/ui/AppTag.vue'

/** What can be done to a task and what each asks for. Which are offered is said by `task.actions`. */
export interface TaskActionForm {
  label: string
  hint: string
  tone: 'main' | 'plain' | 'grave'
  done: string
  /** The day by which one looks at it again. */
  day?: 'required' | 'optional'
  note?: { label: string; required: boolean; placeholder?: string }
  photos?: boolean
  /** Words of the ticket that is filed. */
  ticket?: boolean
}

export const TASK_ACTIONS: Record<string, TaskActionForm> = {
  start: {
    label: '开始办理',
    hint: '由您负责这件任务。定一个日子，到时候再看办得怎样。',
    tone: 'main',
    done: '已开始办理',
    day: 'required',
    note: { label: '打算怎么办', required: false, placeholder: '例如：约物业、防水施工单位一起上屋面看' },
  },
  finish: {
    label: '办完了',
    hint: '写明怎么办的、结果怎样。有现场照片请一并附上。',
    tone: 'main',
    done: '任务已办完',
    note: { label: '办理结果', required: true, placeholder: '例如：1 号楼屋面防水重做，三户都回访了' },
    photos: true,
  },
  lodge: {
    label: '立一张工单',
    hint: '以社区名义报一件，系统照常派给负责的单位，和居民报的一样有时限。',
    tone: 'plain',
    done: '已立工单，系统正在派单',
    day: 'optional',
    ticket: true,
  },
  plan: {
    label: '改日期',
    hint: '改下次再看的日子，需要时写明原因。',
    tone: 'plain',
    done: '日期已更新',
    day: 'required',
    note: { label: '说明', required: false },
  },
  dismiss: {
    label: '不需办理',
    hint: '查过以后确实不用办的，写明原因。之后再有同类诉求，重新计算。',
    tone: 'grave',
    done: '已记为不需办理',
    note: { label: '原因', required: true },
  },
}

export const offered = (actions: readonly string[]) =>
  Object.keys(TASK_ACTIONS).filter((action) => actions.includes(action))

export const TASK_TONES: Record<string, Tone> = {
  open: 'ochre',
  doing: 'pine',
  done: 'leaf',
  dismissed: 'plain',
}

export const STEP_WORDS: Record<string, string> = {
  open: '系统立了这件任务',
  start: '开始办理',
  plan: '改了下次日期',
  lodge: '立了一张工单',
  finish: '办完了',
  dismiss: '记为不需办理',
}
