import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'

const MOST = 100

interface Edit<T> {
  /** What was done, as people say it: 删除“保修期内由施工单位负责”. */
  words: string
  before: T
  after: T
}

export interface History<T> {
  present: Ref<T>
  /** What would be undone or done again; empty when there is nothing. */
  undoWords: ComputedRef<string>
  redoWords: ComputedRef<string>
  push: (next: T, words: string) => void
  undo: () => string
  redo: () => string
  /** Begin anew with `value`; what came before can no longer be undone. */
  reset: (value: T) => void
}

/** A value with the way back to what it was. Values are never changed in place. */
export function useHistory<T>(first: T): History<T> {
  const present = shallowRef(first) as Ref<T>
  const edits = shallowRef<Edit<T>[]>([])
  const done = ref(0)

  function push(next: T, words: string): void {
    const kept = edits.value.slice(0, done.value)
    edits.value = [...kept, { words, before: present.value, after: next }].slice(-MOST)
    done.value = edits.value.length
    present.value = next
  }

  function undo(): string {
    const edit = edits.value[done.value - 1]
    if (!edit) return ''
    done.value -= 1
    present.value = edit.before
    return edit.words
  }

  function redo(): string {
    const edit = edits.value[done.value]
    if (!edit) return ''
    done.value += 1
    present.value = edit.after
    return edit.words
  }

  function reset(value: T): void {
    edits.value = []
    done.value = 0
    present.value = value
  }

  return {
    present,
    undoWords: computed(() => edits.value[done.value - 1]?.words ?? ''),
    redoWords: computed(() => edits.value[done.value]?.words ?? ''),
    push,
    undo,
    redo,
    reset,
  }
}
