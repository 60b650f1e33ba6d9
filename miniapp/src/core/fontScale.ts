/**
 * Size of type. 18 px is the smallest body text; the scale multiplies it up to 30 px. Until a person chooses
 * here, the size follows WeChat's own setting.
 */
import { computed, ref } from 'vue'
import { forget, keep, recall } from '@/core/storage'

export type FontChoice = 'follow' | 'standard' | 'large' | 'largest'

export const BODY_PX = 18
export const MAX_SCALE = 30 / BODY_PX
/** WeChat's standard size of type, in px. */
const WECHAT_STANDARD_PX = 17

export const FONT_CHOICES: { value: FontChoice; name: string; scale: number }[] = [
  { value: 'standard', name: '标准', scale: 1 },
  { value: 'large', name: '大', scale: 1.3 },
  { value: 'largest', name: '特大', scale: MAX_SCALE },
]

export const fontChoice = ref<FontChoice>('follow')
const system = ref(1)
/** A scale given by the address (`?fs=1.4`), by a helper who sends a link. Kept until the person chooses. */
const forced = ref<number | null>(null)

function clamped(scale: number): number {
  return Math.round(Math.min(Math.max(scale, 1), MAX_SCALE) * 1000) / 1000
}

export const fontScale = computed(() => {
  if (forced.value !== null) return forced.value
  return FONT_CHOICES.find((choice) => choice.value === fontChoice.value)?.scale ?? system.value
})

/** Large-print mode: bigger targets, not only bigger letters. */
export const isLarge = computed(() => fontScale.value > 1.15)

/** Goes on `<page-meta>`, the only place from which both targets hand variables down to a whole page. */
export const pageStyle = computed(() => `--fs:${fontScale.value};--tap:${isLarge.value ? 64 : 52}px`)

export function chooseFont(choice: FontChoice): void {
  fontChoice.value = choice
  forced.value = null
  forget('fs')
  keep('font', choice)
}

/** One tap: from standard to large print and back. */
export function toggleLarge(): void {
  chooseFont(isLarge.value ? 'standard' : 'large')
}

/** Read the kept choice and the size set in WeChat. Called at start and when the app comes back. */
export function readFontScale(): void {
  fontChoice.value = recall<FontChoice>('font', 'follow')
  forced.value = recall<number | null>('fs', null)
  system.value = clamped(systemScale())
}

/** Take the scale of the address that the app was started with. */
export function takeFontScale(query: Record<string, unknown> = {}): void {
  const asked = Number(query.fs ?? inAddress())
  if (!Number.isFinite(asked) || asked <= 0) return
  forced.value = clamped(asked)
  keep('fs', forced.value)
}

/** `fs` before the `#`: where links made by people have it. */
function inAddress(): string {
  let found = ''
  // #ifdef H5
  found = /[?&]fs=([\d.]+)/.exec(window.location.search)?.[1] ?? ''
  // #endif
  return found
}

function systemScale(): number {
  let size = 0
  // #ifdef MP-WEIXIN
  // Which of these knows the size depends on the version of WeChat.
  for (const source of ['getAppBaseInfo', 'getSystemSetting', 'getSystemInfoSync']) {
    size = size || (wx[source]?.()?.fontSizeSetting ?? 0)
  }
  // #endif
  return size > 0 ? size / WECHAT_STANDARD_PX : 1
}
