import { computed } from 'vue'
import { useCompounds } from '@/core/dictionaries'

/**
 * The compounds of the post in use as choices. Where the address names none, the first is shown: these pages
 * show one compound at a time.
 */
export function useCompoundChoice(filters: { compound: string }) {
  const { data, error, isLoading, refetch } = useCompounds()
  const choices = computed(() =>
    (data.value ?? []).map(({ id, name, community }) => ({ value: id, label: name, group: community })),
  )
  /** Which one is shown. What nobody chose stays out of the address: writing it there could undo a click. */
  const compound = computed({
    get: () => filters.compound || (choices.value[0]?.value ?? ''),
    set: (id) => (filters.compound = id),
  })
  const none = computed(() => data.value !== undefined && data.value.length === 0)
  const named = computed(() => choices.value.find((one) => one.value === compound.value)?.label ?? '')
  return { compound, choices, named, none, error, isLoading, refetch }
}
