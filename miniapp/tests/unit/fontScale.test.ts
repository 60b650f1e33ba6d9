import { beforeEach, expect, test, vi } from 'vitest'
import { installPhone, type Phone } from './fakeUni'

let phone: Phone

beforeEach(() => {
  vi.resetModules()
  phone = installPhone()
  window.history.replaceState(null, '', '/m/')
})

test('from 18 px to 30 px, targets of 60 px and more in large print', async () => {
  const { BODY_PX, FONT_CHOICES, chooseFont, fontScale, pageStyle } = await import('@/core/fontScale')
  chooseFont('standard')
  expect(fontScale.value * BODY_PX).toBe(18)
  expect(pageStyle.value).toBe('--fs:1;--tap:52px')
  chooseFont('largest')
  expect(fontScale.value * BODY_PX).toBeCloseTo(30)
  expect(pageStyle.value).toContain('--tap:64px')
  expect(FONT_CHOICES.map((choice) => choice.name)).toEqual(['标准', '大', '特大'])
})

test('the choice is kept', async () => {
  ;(await import('@/core/fontScale')).chooseFont('large')
  phone.reload()
  const later = await import('@/core/fontScale')
  later.readFontScale()
  expect(later.fontScale.value).toBe(1.3)
  later.toggleLarge()
  expect(later.fontScale.value).toBe(1)
})

test.each([
  ['query', { fs: '1.4' }, '/m/'],
  ['address', {}, '/m/?fs=1.4'],
])('the scale in the %s holds until the person chooses', async (_from, query, address) => {
  window.history.replaceState(null, '', address)
  const { takeFontScale, readFontScale, fontScale, chooseFont } = await import('@/core/fontScale')
  takeFontScale(query)
  readFontScale()
  expect(fontScale.value).toBe(1.4)
  chooseFont('standard')
  readFontScale()
  expect(fontScale.value).toBe(1)
})

test.each(['0', '-2', 'abc', ''])('a senseless scale "%s" changes nothing', async (fs) => {
  const { takeFontScale, fontScale } = await import('@/core/fontScale')
  takeFontScale({ fs })
  expect(fontScale.value).toBe(1)
})

test('beyond 30 px it stops', async () => {
  const { takeFontScale, fontScale } = await import('@/core/fontScale')
  takeFontScale({ fs: '9' })
  expect(fontScale.value).toBeCloseTo(30 / 18)
})
