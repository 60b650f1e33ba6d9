import { shallowRef } from 'vue'

/** A question before something that people would regret. */
export interface Question {
  title: string
  text: string
  yes: string
  grave?: boolean
  answer: (yes: boolean) => void
}

export const question = shallowRef<Question | null>(null)

/** Ask; true when the person said yes. Shown by AppConfirm, once in the app. */
export function confirmAct(asked: Omit<Question, 'answer'>): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (yes) => {
        question.value = null
        resolve(yes)
      },
    }
  })
}
