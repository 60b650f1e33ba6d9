/** A category guessed from words, so that nobody has to know the eighty of them. The person may always change it. */
import type { Catalogue, Category, EmergencyKey } from '@/core/types'

export function allCategories(catalogue: Catalogue | null): Category[] {
  return catalogue?.groups.flatMap((group) => group.categories) ?? []
}

/** The category with the longest keyword that occurs in `text`; the first one wins a tie. Null when none occurs. */
export function suggestCategory(text: string, catalogue: Catalogue | null): Category | null {
  let best: Category | null = null
  let longest = 0
  for (const category of allCategories(catalogue)) {
    for (const word of category.keywords) {
      if (word.length > longest && text.includes(word)) [best, longest] = [category, word.length]
    }
  }
  return best
}

export function categoryByCode(code: string | null, catalogue: Catalogue | null): Category | null {
  return allCategories(catalogue).find((category) => category.code === code) ?? null
}

/** The category that stands for a danger, e.g. gas → 燃气泄漏. */
export function categoryOfDanger(key: EmergencyKey, catalogue: Catalogue | null): Category | null {
  return allCategories(catalogue).find((category) => category.emergency === key) ?? null
}
