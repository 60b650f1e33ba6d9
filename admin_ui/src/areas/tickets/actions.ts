/**
 * What each action needs to be filled in. Which actions are offered is said by `ticket.actions` alone;
 * an action that the server offers and this table does not know has no form and so no button.
 */
export interface ActionForm {
  label: string
  /** One sentence on what will happen. */
  hint: string
  tone: 'main' | 'plain' | 'grave'
  /** Behind 更多操作, so that the everyday steps stay in sight. */
  more?: boolean
  note?: { label: string; required: boolean; placeholder?: string }
  photos?: boolean
  until?: { label: string; hint?: string }
  /** Who is chosen, and by which action: the server says whom it may name. */
  target?: { label: string; by: string; only?: 'organisation' }
  /** Why it stands still. */
  cause?: boolean
  /** What was reached. */
  result?: boolean
  /** Into which other ticket. */
  into?: boolean
  outcome?: boolean
  /** Said after it worked. */
  done: string
}

const EVERYDAY: Record<string, ActionForm> = {
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
    hint: '提交后转由居民确认，并由社区回访。请如实选择办理结果，写明做了什么，并尽量附处理后的照片。',
    tone: 'main',
    result: true,
    note: { label: '处理结果', required: true, placeholder: '例如：已更换三层感应灯，现场试亮正常' },
    photos: true,
    done: '已提交处理结果，等待居民确认',
  },
  resume: { label: '恢复处理', hint: '结束挂起，期限继续计时。', tone: 'main', done: '已恢复处理' },
  unshelve: {
    label: '销账',
    hint: '移出疑难台账，回到挂账前的环节继续办理，期限继续计时。',
    tone: 'main',
    note: { label: '销账原因', required: true, placeholder: '例如：维修资金已批准，下周进场' },
    done: '已销账，继续办理',
  },
  suspend: {
    label: '挂起',
    hint: '只有等配件、等天气、进不了门等客观原因才可挂起，一轮累计最长 30 天。原因和恢复时间居民可以看到。',
    tone: 'plain',
    cause: true,
    note: { label: '挂起原因', required: true, placeholder: '例如：需更换的水泵配件已订货' },
    until: { label: '预计恢复时间' },
    done: '工单已挂起',
  },
  ask: {
    label: '请居民补充',
    hint: '说明还缺什么。居民补充前暂停计时；5 天没有补充，按现有情况继续办。一轮最多问 2 次。',
    tone: 'plain',
    note: {
      label: '需要居民补充什么',
      required: true,
      placeholder: '例如：请拍一张漏水点的照片，说明大概几点漏得厉害',
    },
    done: '已请居民补充',
  },
  reassign: {
    label: '改派',
    hint: '改派给其他单位或本单位的同事，改派后由对方负责，期限不变。',
    tone: 'plain',
    target: { label: '改派给', by: 'reassign' },
    note: { label: '改派原因', required: true },
    done: '已改派',
  },
}

/** What is asked of somebody else: until he decides, the first receiver stays responsible and the clock runs. */
const ASKED: Record<string, ActionForm> = {
  extend: {
    label: '申请延期',
    hint: '由上一级决定。同意前期限照常计时。',
    tone: 'plain',
    more: true,
    until: { label: '申请延长到' },
    note: { label: '延期理由', required: true },
    done: '延期申请已提交',
  },
  return: {
    label: '派单异议（退单）',
    hint: '派单后 24 小时内可提一次，由上一级决定。决定前由本单位继续负责，期限照常计时；异议成立才把这段时间还回来。',
    tone: 'plain',
    more: true,
    note: {
      label: '为什么不该由本单位办',
      required: true,
      placeholder: '请写明依据，例如：楼顶在保修期内，由施工单位负责',
    },
    done: '派单异议已提交',
  },
  transfer: {
    label: '转办',
    hint: '请另一个单位接手。对方同意前，仍由本单位负责（首接负责）。',
    tone: 'plain',
    more: true,
    target: { label: '转给哪个单位', by: 'transfer', only: 'organisation' },
    note: { label: '转办理由', required: true },
    done: '转办申请已提交，等对方接手',
  },
  confer: {
    label: '提请会商',
    hint: '权属不清、多方有关时，请街道召集会商，由街道答复。',
    tone: 'plain',
    more: true,
    note: { label: '需要会商什么', required: true },
    done: '已提请会商',
  },
}

const OVERSIGHT: Record<string, ActionForm> = {
  whistle: {
    label: '吹哨',
    hint: '请其他单位到场配合，24 小时内报到。责任单位不变，仍由它牵头。',
    tone: 'plain',
    more: true,
    target: { label: '吹哨哪个单位', by: 'whistle', only: 'organisation' },
    note: { label: '需要配合做什么', required: true },
    done: '已吹哨',
  },
  shelve: {
    label: '挂账',
    hint: '一时办不了的疑难事项记入台账，暂停计时，到复核日期提醒。原因和打算居民可以看到。',
    tone: 'plain',
    more: true,
    until: { label: '复核日期', hint: '180 天以内' },
    note: { label: '挂账原因和下一步打算', required: true },
    done: '已挂账',
  },
  merge: {
    label: '并案',
    hint: '同一小区的同一件事合在一起办。这张不再单独计时，报事人跟着另一张走，照样回访。',
    tone: 'plain',
    more: true,
    into: true,
    note: { label: '为什么是同一件事', required: true },
    done: '已并案',
  },
  unmerge: {
    label: '解除并案',
    hint: '从并案中分出来单独办，并案期间不算进办理时间。',
    tone: 'plain',
    note: { label: '为什么要分开办', required: true },
    done: '已解除并案',
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
    hint: '问题没有解决时使用，工单将重新派出。30 天内已经打开过两次的，直接提到上一级。',
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

export const ACTIONS: Record<string, ActionForm> = { ...EVERYDAY, ...ASKED, ...OVERSIGHT }

/** The form of a decision on a request, by its kind. */
export function decision(kind: string, approve: boolean): ActionForm {
  const upheld = kind === 'return' && approve
  return {
    label: approve ? '同意' : '不同意',
    hint: upheld
      ? '异议成立：请选择改由哪个单位负责，从提出异议起的时间还给承办单位。'
      : approve
        ? '决定后通知申请人，并记入办理过程。'
        : '不同意的理由会告诉申请人，并记入办理过程。',
    tone: 'main',
    target: upheld ? { label: '改由哪个单位负责', by: 'decide', only: 'organisation' } : undefined,
    note: { label: approve ? '说明' : '理由', required: !approve || kind === 'conference' },
    done: approve ? '已同意' : '已决定不同意',
  }
}

export const REPORT_IN: ActionForm = {
  label: '报到',
  hint: '写明本单位怎样配合，或已经做了什么，可附照片。',
  tone: 'main',
  note: { label: '怎样配合', required: true },
  photos: true,
  done: '已报到',
}

/** The offered actions that have a form, those that move the work forward first. */
export function offered(actions: readonly string[]): { action: string; form: ActionForm }[] {
  return Object.entries(ACTIONS)
    .filter(([action]) => actions.includes(action))
    .map(([action, form]) => ({ action, form }))
}

/** Whether an action needs nothing but a click. */
export function isPlain(form: ActionForm): boolean {
  const { note, photos, until, target, cause, result, into, outcome } = form
  return ![note, photos, until, target, cause, result, into, outcome].some(Boolean)
}
