import { useRouter } from 'vue-router'
import type { RuleFinding, RuleSet } from '@/api/contract'
import { wordsOf } from '@/core/http'
import { sayBad } from '@/core/notes'
import { useOnce } from '@/core/once'
import { confirmAct } from '@/ui/confirm'
import { actOnSet, beginSet, type SetIn } from './api'
import type { Version } from './useVersion'

/** The steps of a version's life, each with the question before it. */
export function useMoves(version: Version, findings: () => readonly RuleFinding[]) {
  const router = useRouter()
  const { editor, act, save } = version
  const saved = async () => !editor.dirty.value || (await save())

  /** `onErrors` shows what has to be mended first. */
  async function submit(onErrors: () => void): Promise<void> {
    if (!(await saved())) return
    if (findings().some((one) => one.level === 'error')) {
      sayBad('检查出错误，改好才能提交')
      return onErrors()
    }
    const hints = findings().length
    const sure = await confirmAct({
      title: '提交审核',
      text:
        (hints ? `检查有 ${hints} 条提醒，审核的同事也看得到。` : '') +
        '提交后不能再改，要改可以撤回。由另一位区里的同事审核发布，发布后才生效。',
      yes: '提交',
    })
    if (sure) await act('submit', {}, '已提交，等另一位同事审核')
  }

  async function withdraw(): Promise<void> {
    const sure = await confirmAct({
      title: '撤回',
      text: '撤回后变成草稿，可以接着改，改好再提交。',
      yes: '撤回',
    })
    if (sure) await act('withdraw', {}, '已撤回，可以接着改')
  }

  async function publish(): Promise<void> {
    const hints = findings().length
    const sure = await confirmAct({
      title: '发布这一版',
      text:
        (hints ? `检查有 ${hints} 条提醒，请确认都看过。` : '') +
        '发布后半分钟内，新报的事项都按这一版派单；已经派出的工单不变。现行的一版会停用，留在历史版本里。',
      yes: '发布',
    })
    if (sure) await act('publish', {}, '已发布，新报的事项按这一版派单')
  }

  async function discard(): Promise<void> {
    const sure = await confirmAct({
      title: '作废这份草稿',
      text: '作废后不能再改，也不再列出来。',
      yes: '作废',
      grave: true,
    })
    if (sure && (await act('discard', {}, '已作废'))) await router.push('/rulebook')
  }

  async function rebase(): Promise<void> {
    if (await saved()) await act('rebase', {}, '已合并到新版，请再检查一遍')
  }

  return { submit, withdraw, publish, discard, rebase }
}

/** The version can no longer be stored: put the edits into a draft of their own, and go there. */
export function useFork(version: Version): () => Promise<void> {
  const router = useRouter()
  const { send: begin } = useOnce<SetIn, RuleSet>(beginSet)
  return async () => {
    const { title, note, rules } = version.editor.mine()
    version.busy.value = 'fork'
    try {
      const made = await begin({ title: title || '我的改动', note })
      await actOnSet(made.id, 'save', { version: made.version, rules })
      if (version.conflict.value) version.show(version.conflict.value)
      await router.push(`/rulebook/${made.id}`)
    } catch (error) {
      sayBad(wordsOf(error))
    } finally {
      version.busy.value = ''
    }
  }
}
