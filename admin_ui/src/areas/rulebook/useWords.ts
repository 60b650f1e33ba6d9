import { shallowReactive } from 'vue'
import type { Grammar, SaidRule } from '@/api/contract'
import { phrase, targetWords } from './words'
import { textOf, type DraftRule } from './rules'

export interface Phrase {
  key: string
  /** Short: of a long list the first few. */
  text: string
  whole: string
}

export interface Said {
  conditions: Phrase[]
  target: string
}

const contentOf = (rule: Pick<DraftRule, 'conditions' | 'target'>) => textOf([rule.conditions, rule.target])

/**
 * Rules in words. The server says them; what it has not said yet is said here in nearly the same words.
 *
 * `names` has what conditions and targets mean that the grammar does not list: buildings, named organisations.
 */
export function useWords(grammar: () => Grammar | null) {
  const heard = shallowReactive(new Map<string, Said>())
  const names = shallowReactive(new Map<string, string>())

  function hear(rules: readonly SaidRule[]): void {
    for (const rule of rules) {
      heard.set(contentOf(rule as DraftRule), { conditions: rule.phrases, target: rule.target_name })
      names.set(rule.target, rule.target_name)
    }
  }

  function say(rule: DraftRule): Said {
    const told = heard.get(contentOf(rule))
    const known = grammar()
    if (told || !known) return told ?? { conditions: [], target: '' }
    const conditions = known.keys.flatMap((key) => {
      const wanted = rule.conditions[key.name]
      if (wanted === undefined) return []
      return { key: key.name, text: phrase(key, wanted, names), whole: phrase(key, wanted, names, true) }
    })
    return { conditions, target: rule.target ? targetWords(rule.target, known, names) : '' }
  }

  return { names, hear, say }
}

export type Words = ReturnType<typeof useWords>
