/** Steps as a worker says them. */
export const STEP_NAMES: Record<string, string> = {
  accept: '接单',
  start: '到场，开始修',
  suspend: '先停一停',
  resume: '接着办',
  finish: '拍照完成',
}

/** Which step gets the one big button, the first that may be done. */
export const MAIN_STEPS = ['finish', 'start', 'resume', 'accept']

/** Steps that ask for something before they go. */
export const STEPS_WITH_FORM = ['finish', 'suspend']

export const QUICK_NOTES: Record<string, string[]> = {
  finish: ['修好了，试过没问题', '换了新零件', '清理干净了'],
  suspend: ['等配件', '住户不在家，另约时间', '要别的单位一起办', '天气原因'],
}
