/**
 * What each action needs to be filled in. Which actions are offered is said by `ticket.actions` alone;
 * an action that the server offers and this table does not know has no form and so no button.
 */
export interface ActionForm {
  label: string
  /** One sentence on what will happen. */
  hint: string
  tone: 'main' | 'plain' | 'grave'
  note?: { label: string; required: boolean; placeholder?: string }
  photos?: boolean
  until?: boolean
  target?: boolean
  outcome?: boolean
  /** Said after it worked. */
  done: string
}

export const ACTIONS: Record<string, ActionForm> = {
  accept: {
    label: '接单',
    hint: '接单后由本单位负责处理，并按期限计时。',
    tone: 'main',
    done: '已接单',
  },
  start: {
    label: '开始处理（已到场）',
    hint: '记录到场时间，工单转为处理中。',
    tone: 'main',
    done: '已记录到场，开始处理',
  },
  finish: {
    label: '完成',
    hint: '提交后转由居民确认。请写明做了什么，并尽量附处理后的照片。',
    tone: 'main',
    note: { label: '处理结果', required: true, placeholder: '例如：已更换三层感应灯，现场试亮正常' },
    photos: true,
    done: '已提交处理结果，等待居民确认',
  },
  resume: { label: '恢复处理', hint: '结束挂起，期限继续计时。', tone: 'main', done: '已恢复处理' },
  suspend: {
    label: '挂起',
    hint: '只有等待备件、等待居民在家等客观原因才可挂起。原因和恢复日期居民可以看到。',
    tone: 'plain',
    note: { label: '挂起原因', required: true, placeholder: '例如：需更换的水泵配件已订货' },
    until: true,
    done: '工单已挂起',
  },
  reassign: {
    label: '改派',
    hint: '改派给其他单位或本单位的同事，改派后由对方负责，期限不变。',
    tone: 'plain',
    target: true,
    note: { label: '改派原因', required: true },
    done: '已改派',
  },
  confirm: {
    label: '登记居民回访结果',
    hint: '请按居民本人的答复填写，登记后工单办结。',
    tone: 'main',
    outcome: true,
    done: '已登记，工单办结',
  },
  reopen: {
    label: '重新打开',
    hint: '问题没有解决时使用，工单将重新派出。',
    tone: 'plain',
    note: { label: '重新打开的原因', required: true },
    done: '工单已重新打开',
  },
  withdraw: {
    label: '撤回',
    hint: '撤回后工单不再处理，不能恢复。',
    tone: 'grave',
    note: { label: '撤回原因', required: false },
    done: '工单已撤回',
  },
}

/** The offered actions that have a form, those that move the work forward first. */
export function offered(actions: readonly string[]): { action: string; form: ActionForm }[] {
  return Object.entries(ACTIONS)
    .filter(([action]) => actions.includes(action))
    .map(([action, form]) => ({ action, form }))
}

/** Whether an action needs nothing but a click. */
export function isPlain(form: ActionForm): boolean {
  return !(form.note || form.photos || form.until || form.target || form.outcome)
}
