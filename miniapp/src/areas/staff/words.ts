/** Steps as a worker says them. */
export const STEP_NAMES: Record<string, string> = {
  accept: '接单',
  start: '到场，开始修',
  suspend: '先停一停',
  resume: '接着办',
  finish: '拍照完成',
  ask: '问问报修的人',
}

/** What became of an order that several could take. */
export const TAKEN_WORDS = {
  mine: '接到了，去“我的活”里办',
  changed: '这一单刚有变化，请再看一眼',
  gone: '这一单刚被别人接走了',
}

/** Which step gets the one big button, the first that may be done. */
export const MAIN_STEPS = ['finish', 'start', 'resume', 'accept']

/** Steps that ask for something before they go. */
export const STEPS_WITH_FORM = ['finish', 'suspend', 'ask']

/** What was reached, as a worker says it. */
export const RESULTS = [
  { value: 'solved', name: '解决了' },
  { value: 'partly', name: '解决了一部分' },
  { value: 'unsolvable', name: '办不了' },
  { value: 'not_ours', name: '不归我们管' },
]
/** Results for which the note has to say why. */
export const NEEDS_REASON = ['unsolvable', 'not_ours']

export const QUICK_NOTES: Record<string, string[]> = {
  finish: ['修好了，试过没问题', '换了新零件', '清理干净了'],
  ask: ['请拍一张坏的地方的照片', '请说一下大概几点会这样', '请说清是几单元几层'],
}

/** Why work stands still, for the server by its word, and the sentence that stands for it. */
export const CAUSES = [
  { value: 'parts', name: '等配件', note: '等配件' },
  { value: 'access', name: '住户不在家，进不了门', note: '住户不在家，另约时间' },
  { value: 'third_party', name: '要别的单位一起办', note: '要别的单位一起办' },
  { value: 'weather', name: '天气原因', note: '天气原因' },
  { value: 'other', name: '别的原因，写在下面', note: '' },
]
