import { computed, shallowRef, type Ref } from 'vue'
import type { PlanTerm, StandardsPlan } from '@/api/contract'
import type { TermIn } from './api'
import { draftOf, same, termOf, wrongWith, type Draft, type Edits } from './terms'

/** What was changed on the screen and is not saved yet, over the plan as it is stored; every step can be undone. */
export function useEdits(plan: Ref<StandardsPlan | null>) {
  const edits = shallowRef<Edits>({})
  const past = shallowRef<{ edits: Edits; about: string }[]>([])

  const stored = computed(() => new Map((plan.value?.terms ?? []).map((term) => [term.item_code, term])))
  const at = (term: PlanTerm): Draft => edits.value[term.item_code] ?? draftOf(term)
  const changed = (code: string): boolean => code in edits.value
  const dirty = computed(() => Object.keys(edits.value).length > 0)
  const wrong = computed(() =>
    Object.entries(edits.value).flatMap(([code, draft]) => {
      const text = wrongWith(draft)
      return text ? [{ code, text }] : []
    }),
  )

  /** Typing into one field is one step, however many letters. */
  function step(next: Edits, about: string): void {
    if (past.value.at(-1)?.about !== about || !about.endsWith(':text'))
      past.value = [...past.value, { edits: edits.value, about }]
    edits.value = next
  }

  function withDraft(into: Edits, term: PlanTerm, draft: Draft): Edits {
    const next = { ...into, [term.item_code]: draft }
    if (same(draft, draftOf(term))) delete next[term.item_code]
    return next
  }

  function set(term: PlanTerm, draft: Draft): void {
    const typed = draft.kind === at(term).kind
    step(withDraft(edits.value, term, draft), term.item_code + (typed ? ':text' : ''))
  }

  /** One level for several items at once; what does not apply stays as it is. */
  function setAll(terms: readonly PlanTerm[], level: '1' | '2' | '3'): number {
    const due = terms.filter((term) => term.levelled && at(term).kind !== 'na' && at(term).kind !== level)
    const next = due.reduce((into, term) => withDraft(into, term, { ...at(term), kind: level }), edits.value)
    if (due.length) step(next, 'all')
    return due.length
  }

  function undo(): void {
    const last = past.value.at(-1)
    if (!last) return
    edits.value = last.edits
    past.value = past.value.slice(0, -1)
  }

  function clear(): void {
    edits.value = {}
    past.value = []
  }

  const sent = (): TermIn[] => Object.entries(edits.value).map(([code, draft]) => termOf(code, draft))
  const mayUndo = computed(() => past.value.length > 0)
  return { edits, stored, at, changed, dirty, wrong, set, setAll, undo, mayUndo, clear, sent }
}
