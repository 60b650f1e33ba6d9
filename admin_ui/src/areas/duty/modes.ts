/** The ways in which a company hands out its orders, in the words of those who choose one. */
export const MODES = [
  { value: 'round', label: '值班轮派', hint: '新单自动派给当班的人，谁上次接单最早就轮到谁。' },
  { value: 'manual', label: '人工指派', hint: '新单等项目经理指派，维修人员不能自己接。' },
  { value: 'pool', label: '自行接单', hint: '新单进入待接单，本单位的人谁先接归谁。' },
] as const

export const MODE_HINTS: Record<string, string> = Object.fromEntries(
  MODES.map((mode) => [mode.value, mode.hint]),
)

export const OUTCOMES: Record<string, string> = {
  assigned: '已派给',
  pool: '进入待接单',
  waiting: '等待指派',
}
