/** Words for what the audit log keeps as codes. A code that is not known here is shown as it is. */
export const WHAT: Record<string, string> = {
  'identity.signed_in': '登录',
  'identity.signed_out': '退出登录',
  'identity.session_ended': '退出一台设备',
  'identity.post_chosen': '切换岗位',
  'identity.password_changed': '修改本人密码',
  'identity.password_set': '为他人重设密码',
  'identity.account_changed': '修改本人资料',
  'identity.account_opened': '开设账号',
  'identity.account_disabled': '停用账号',
  'identity.account_enabled': '恢复账号',
  'identity.post_granted': '授予岗位',
  'identity.post_ended': '结束岗位',
  'identity.home_claimed': '申请房屋认证',
  'identity.home_approve': '通过房屋认证',
  'identity.home_refuse': '不通过房屋认证',
  'identity.home_end': '解除房屋认证',
  'tickets.file': '提交工单',
  'tickets.accept': '工单接单',
  'tickets.start': '工单开始处理',
  'tickets.suspend': '工单挂起',
  'tickets.resume': '工单恢复处理',
  'tickets.finish': '工单完成',
  'tickets.confirm': '工单确认',
  'tickets.reopen': '工单重新打开',
  'tickets.withdraw': '工单撤回',
  'tickets.reassign': '工单改派',
  'notify.mark_sent': '消息按已发送处理',
  'notify.mark_failed': '消息按未发送处理',
  'jobs.requeue': '后台任务重新排队',
}

const SUBJECTS: Record<string, string> = {
  person: '人员',
  post: '岗位',
  session: '登录',
  binding: '房屋认证',
  ticket: '工单',
  outbox: '后台任务',
  delivery: '微信消息',
}

const NAMES: Record<string, string> = {
  before: '原状态',
  after: '新状态',
  kind: '方式',
  role: '岗位',
  person: '人员编号',
  home: '房屋编号',
  relation: '关系',
  fields: '修改项',
  basis: '依据',
  photos: '照片数',
  sessions_ended: '退出设备数',
}

const VALUES: Record<string, string> = {
  submitted: '待受理',
  dispatched: '已派单',
  accepted: '已接单',
  in_progress: '处理中',
  suspended: '挂起',
  awaiting_confirmation: '待居民确认',
  closed: '已办结',
  withdrawn: '已撤回',
  pending: '待审核',
  active: '已通过',
  refused: '未通过',
  ended: '已解除',
  home: '住户',
  visitor: '扫码到访',
  visit: '扫码到访',
  cookie: '工作台',
  bearer: '手机端',
  owner: '业主',
  family: '家庭成员',
  tenant: '租户',
}

export const whatWords = (what: string) => WHAT[what] ?? what

/** `ticket:0193…` → 工单 and the id. */
export function subjectWords(subject: string | null): string {
  if (!subject) return '—'
  const at = subject.indexOf(':')
  const kind = subject.slice(0, at)
  return SUBJECTS[kind] ? `${SUBJECTS[kind]} ${subject.slice(at + 1)}` : subject
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join('、')
  if (typeof value === 'string') return VALUES[value] ?? value
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What is kept with a record, one after another. */
export function detailWords(detail: unknown): string {
  if (detail === null || typeof detail !== 'object') return detail ? String(detail) : '—'
  const pairs = Object.entries(detail).map(([name, value]) => `${NAMES[name] ?? name}：${valueWords(value)}`)
  return pairs.join('；') || '—'
}
