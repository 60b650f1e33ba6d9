/**
 * Reading aloud. Browsers bring a voice of their own. WeChat lends mini-programs none unless a third party hears the
 * words, so there the plain page is offered instead, which a browser reads aloud.
 */
import { ref } from 'vue'

/** Whether something is being read aloud. */
export const speaking = ref(false)

/** A little slower than people talk: listeners are old. */
const RATE = 0.9

export function canSpeak(): boolean {
  let can = false
  // #ifdef H5
  can = 'speechSynthesis' in window && typeof SpeechSynthesisUtterance === 'function'
  // #endif
  return can
}

/** Single sentences: some phones fall silent in the middle of a long text. */
export function sentencesOf(parts: string[]): string[] {
  const text = parts.map((part) => part.replace(/\s+/g, ' ').trim()).join('。')
  return (text.match(/[^。；！？]+[。；！？]?/g) ?? []).filter((one) => /[^。；！？\s]/.test(one))
}

/** Read these words aloud, instead of what is being read. */
export function speak(parts: string[]): void {
  hush()
  // #ifdef H5
  const sentences = sentencesOf(parts)
  speaking.value = sentences.length > 0
  sentences.forEach((sentence, place) => {
    const utterance = new SpeechSynthesisUtterance(sentence)
    utterance.lang = 'zh-CN'
    utterance.rate = RATE
    if (place === sentences.length - 1) utterance.onend = () => (speaking.value = false)
    window.speechSynthesis.speak(utterance)
  })
  // #endif
}

export function hush(): void {
  if (!speaking.value) return
  speaking.value = false
  // #ifdef H5
  window.speechSynthesis.cancel()
  // #endif
}
