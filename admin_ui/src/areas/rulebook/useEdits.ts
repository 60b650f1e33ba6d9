import { shallowRef } from 'vue'
import type { Grammar } from '@/api/contract'
import { blankRule, duplicate, move, put, remove, sameRule, type DraftRule } from './rules'
import type { Editor } from './useEditor'

/** What a person does with the list of rules; each can be undone. */
export function useEdits(editor: Editor, grammar: () => Grammar | null) {
  /** The rule in the drawer: one of the list, or a new one. */
  const open = shallowRef<DraftRule | null>(null)
  const street = () => grammar()?.street_id ?? null
  const byId = (id: string) => editor.present.value.find((rule) => rule.id === id)
  const push = (rules: DraftRule[], verb: string, name: string) => editor.push(rules, `${verb}“${name}”`)

  const add = () => (open.value = blankRule(street()))
  const edit = (id: string) => (open.value = byId(id) ?? null)

  function done(rule: DraftRule): void {
    const before = byId(rule.id)
    if (!sameRule(before, rule)) push(put(editor.present.value, rule), before ? '修改' : '添加', rule.name)
    open.value = null
  }

  function copy(id: string): void {
    const rule = byId(id)
    if (rule) push(duplicate(editor.present.value, id, street()), '复制', rule.name)
  }

  function drop(id: string): void {
    const rule = byId(id)
    if (rule) push(remove(editor.present.value, id), '删除', rule.name)
  }

  function shift(from: number, to: number): void {
    const rule = editor.present.value[from]
    if (rule) push(move(editor.present.value, from, to), '移动', rule.name)
  }

  return { open, add, edit, done, copy, drop, shift }
}
