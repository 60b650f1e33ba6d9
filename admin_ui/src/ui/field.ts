import { inject, type ComputedRef, type InjectionKey } from 'vue'

/** What an AppField tells the control inside it, so that label, help and error belong to it for everybody. */
export interface FieldLink {
  id: string
  describedBy: string | undefined
  invalid: boolean
}

export const FIELD: InjectionKey<ComputedRef<FieldLink>> = Symbol('field')

export function useField(): ComputedRef<FieldLink> | undefined {
  return inject(FIELD, undefined)
}
