import { ref, shallowRef, watch } from 'vue'
import type { RuleSet } from '@/api/contract'
import { ApiError, wordsOf } from '@/core/http'
import { say, sayBad } from '@/core/notes'
import { useSession } from '@/core/session'
import { actOnSet, getSet, type SetAction, type SetActIn } from './api'
import { drop, find, keep, type Keepsake } from './keepsakes'
import { merge } from './merge'
import { useEditor, type Editor } from './useEditor'

const RESTORED = '恢复上次没有保存的改动'

/** Put kept edits back. True when somebody else stored the version since. */
function restore(editor: Editor, kept: Keepsake, fresh: RuleSet): boolean {
  const late = kept.version !== fresh.version
  if (late) editor.begin(kept.base, kept.version)
  editor.rest(kept.mine, kept.mine.rules, RESTORED)
  say(RESTORED)
  return late
}

/** One version on the screen: what is stored of it, the edits on top, and what happens to both. */
export function useVersion(id: string, onShown: (set: RuleSet) => void) {
  const place = useSession().place
  const editor = useEditor()
  const set = shallowRef<RuleSet | null>(null)
  const problem = ref('')
  const absent = ref(false)
  const busy = ref('')
  /** What somebody else stored while there are edits on this screen. */
  const conflict = shallowRef<RuleSet | null>(null)
  const clashes = ref<string[]>([])

  function show(fresh: RuleSet): void {
    set.value = fresh
    conflict.value = null
    clashes.value = []
    editor.take(fresh)
    onShown(fresh)
  }

  async function load(): Promise<void> {
    problem.value = ''
    try {
      const fresh = await getSet(id)
      show(fresh)
      const kept = find(place, id)
      if (kept && restore(editor, kept, fresh)) conflict.value = fresh
    } catch (error) {
      absent.value = error instanceof ApiError && error.status === 404
      problem.value = wordsOf(error)
    }
  }

  /** Somebody was faster. With edits on the screen these stay, and the person decides what becomes of them. */
  async function met(error: ApiError): Promise<void> {
    const fresh = await getSet(id)
    if (editor.dirty.value && fresh.version !== editor.version.value) conflict.value = fresh
    else if (!editor.dirty.value) show(fresh)
    if (!conflict.value) sayBad(wordsOf(error))
  }

  async function act(action: SetAction, more: Omit<SetActIn, 'version'>, done: string): Promise<boolean> {
    busy.value = action
    try {
      const moved = await actOnSet(id, action, { version: editor.version.value, ...more })
      show(moved)
      clashes.value = moved.clashes ?? []
      say(done)
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 409)
        await met(error).catch(() => sayBad(wordsOf(error)))
      else sayBad(wordsOf(error))
      return false
    } finally {
      busy.value = ''
    }
  }

  watch([editor.present, editor.title, editor.note, editor.dirty], () =>
    editor.dirty.value ? keep(place, id, editor.keepsake()) : drop(place, id),
  )
  const forget = () => drop(place, id)
  const save = () => act('save', editor.mine(), '已保存')
  return { editor, set, problem, absent, busy, conflict, clashes, show, load, act, save, forget }
}

export type Version = ReturnType<typeof useVersion>

/** Put the edits on the screen on top of what somebody else stored. Gives the rules that both changed. */
export function takeBoth({ editor, conflict, show }: Version): string[] {
  const fresh = conflict.value
  if (!fresh) return []
  const [base, mine] = [editor.base.value, editor.mine()]
  show(fresh)
  const theirs = editor.base.value
  const { rules, clashes } = merge(base.rules, mine.rules, theirs.rules)
  const pick = (name: 'title' | 'note') => (mine[name] === base[name] ? theirs[name] : mine[name])
  editor.rest({ title: pick('title'), note: pick('note'), rules }, rules, '合并我的改动')
  return clashes
}
