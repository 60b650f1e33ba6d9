import { computed, ref, shallowRef } from 'vue'
import type { RuleSet } from '@/api/contract'
import { useHistory } from './history'
import type { Content, Keepsake } from './keepsakes'
import { sameRules, stored, type DraftRule } from './rules'

/** What is stored of a version, as far as a person edits it. */
export const contentOf = (set: RuleSet): Content => ({
  title: set.title,
  note: set.note,
  rules: set.rules.map((rule) => stored(rule as DraftRule)),
})

/** The edits of one version: what is stored, what stands on the screen, and the way back. */
export function useEditor() {
  const history = useHistory<DraftRule[]>([])
  const title = ref('')
  const note = ref('')
  const base = shallowRef<Content>({ title: '', note: '', rules: [] })
  const version = ref(0)
  /** Whether the rules, or anything at all, is not as it is stored. */
  const changed = computed(() => !sameRules(history.present.value, base.value.rules))
  const dirty = computed(
    () => title.value.trim() !== base.value.title || note.value.trim() !== base.value.note || changed.value,
  )

  /** Begin from what is stored; edits that were on the screen are gone. */
  function begin(content: Content, number: number): void {
    base.value = content
    version.value = number
    title.value = content.title
    note.value = content.note
    history.reset(content.rules)
  }
  const take = (set: RuleSet): void => begin(contentOf(set), set.version)

  /** Put edits on top of what is stored now. `rules` is what they become; they can be undone at once. */
  function rest(mine: Content, rules: DraftRule[], words: string): void {
    title.value = mine.title
    note.value = mine.note
    history.push(rules, words)
  }

  const mine = (): Content => ({
    title: title.value.trim(),
    note: note.value.trim(),
    rules: history.present.value,
  })
  const keepsake = (): Keepsake => ({ version: version.value, base: base.value, mine: mine() })

  return { ...history, title, note, base, version, changed, dirty, begin, take, rest, mine, keepsake }
}

export type Editor = ReturnType<typeof useEditor>
