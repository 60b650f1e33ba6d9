import { sayBad } from '@/core/notes'
import { confirmAct } from '@/ui/confirm'
import type { OneVersion } from './useVersion'

/** The moves that need a reason in words, and how they are asked for. */
export const REASONED = {
  return: {
    title: '退回修改',
    text: '退回后变成草稿，由编制的人改好再提交。原因他会看到。',
    label: '退回原因',
    placeholder: '哪一项、为什么、希望怎么改',
    yes: '退回',
    max: 300,
    grave: false,
  },
  withdraw: {
    title: '撤下公示',
    text: '撤下以后居民看不到内容，但能看到撤下的原因。写错了数，请用“更正”。',
    label: '撤下原因',
    placeholder: '如 合同已终止',
    yes: '撤下',
    max: 300,
    grave: true,
  },
  correct: {
    title: '更正公示',
    text: '会起一份新草稿，改好、审核、发布后代替这一版。原来的数会保留，居民能看到改了哪里、为什么改。',
    label: '更正原因',
    placeholder: '如 保洁费少计一笔',
    yes: '起草更正',
    max: 300,
    grave: false,
  },
} as const
export type Reasoned = keyof typeof REASONED

const DONE: Record<Reasoned, string> = {
  return: '已退回',
  withdraw: '已撤下',
  correct: '已起草更正，改好后提交审核',
}

/** What is done with a version besides writing it. `open` leads to another version. */
export function useMoves(one: OneVersion, open: (id: string) => void) {
  async function submit(): Promise<void> {
    one.tried.value = true
    await one.check.check() // so that everything that is wrong stands on the screen, not only the first
    if (one.check.state.value !== 'done') return sayBad(one.check.problem.value || '还没有检查完，请再试一次')
    const errors = one.check.problems.value.filter((found) => found.level === 'error').length
    if (errors) return sayBad(`还有 ${errors} 处要改，改好后再提交`)
    const warnings = one.check.problems.value.length
    const sure = await confirmAct({
      title: '提交审核',
      text: `提交后由另一位同事审核、发布。${warnings ? `有 ${warnings} 处请留意的地方，审核的人也会看到。` : ''}`,
      yes: '提交',
    })
    if (sure) await one.act('submit', '', '已提交，等另一位同事审核')
  }

  async function publish(): Promise<void> {
    const ahead = one.version.value?.valid_from
    const sure = await confirmAct({
      title: '审核通过，发布',
      text: `发布以后居民马上能看到，内容不能再改，只能更正。${ahead ? `自 ${ahead} 起有效。` : ''}`,
      yes: '发布',
    })
    if (sure) await one.act('publish', '', '已公示')
  }

  async function discard(): Promise<void> {
    const sure = await confirmAct({
      title: '作废草稿',
      text: '这份草稿会作废，不能恢复。已经公示的版本不受影响。',
      yes: '作废',
      grave: true,
    })
    if (!sure) return
    one.forget()
    await one.act('discard', '', '草稿已作废')
  }

  const withdrawSubmission = () => one.act('withdraw_submission', '', '已撤回，可以接着改')

  async function withReason(action: Reasoned, reason: string): Promise<boolean> {
    const moved = await one.act(action, reason, DONE[action])
    if (moved && moved.id !== one.version.value?.id) open(moved.id)
    return moved !== null
  }

  return { submit, publish, discard, withdrawSubmission, withReason }
}
