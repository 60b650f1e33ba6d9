import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeApi } from '@tests/fake-api'
import { uploadPhoto } from './media'
import { fitting, LONGEST_SIDE } from './shrink'

const photo = (bytes: number, name = 'IMG_1.JPG') =>
  new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' })

/** A browser whose photos have this size, and whose canvas gives `bytes`. Returns what was drawn. */
function browser(width: number, height: number, bytes: number) {
  const drawn: { width: number; height: number; order: string[] }[] = []
  const close = vi.fn()
  vi.stubGlobal('createImageBitmap', vi.fn().mockResolvedValue({ width, height, close }))
  const real = document.createElement.bind(document)
  vi.spyOn(document, 'createElement').mockImplementation((tag: string) => {
    if (tag !== 'canvas') return real(tag)
    const order: string[] = []
    return {
      width: 0,
      height: 0,
      getContext: () => ({
        fillRect: () => order.push('ground'),
        drawImage: (...[, , , w, h]: [unknown, number, number, number, number]) => {
          order.push('photo')
          drawn.push({ width: w, height: h, order })
        },
      }),
      toBlob: (done: (blob: Blob) => void, type: string) => done(new Blob([new Uint8Array(bytes)], { type })),
    } as unknown as HTMLElement
  })
  return { drawn, close }
}

async function sent(file: File): Promise<File> {
  const calls = fakeApi({ 'POST /media': () => ({ id: 'm1' }) })
  await uploadPhoto(file)
  return (calls[0]!.body as FormData).get('file') as File
}

beforeEach(() => vi.unstubAllGlobals())
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('photos before they are sent', () => {
  it('fits into the longest side and keeps the proportions', () => {
    expect(fitting(4000, 3000)).toEqual({ width: LONGEST_SIDE, height: 1920 })
    expect(fitting(3000, 4000)).toEqual({ width: 1920, height: LONGEST_SIDE })
    expect(fitting(800, 600)).toEqual({ width: 800, height: 600 })
    expect(fitting(30000, 3)).toEqual({ width: LONGEST_SIDE, height: 1 })
  })

  it('sends a large photo smaller, on a white ground, and lets go of the original', async () => {
    const { drawn, close } = browser(4000, 3000, 900)

    const file = await sent(photo(12_000))

    expect([file.size, file.type, file.name]).toEqual([900, 'image/jpeg', 'IMG_1.jpg'])
    expect(drawn).toEqual([{ width: 2560, height: 1920, order: ['ground', 'photo'] }])
    expect(close).toHaveBeenCalled()
    expect(createImageBitmap).toHaveBeenCalledWith(expect.anything(), { imageOrientation: 'from-image' })
  })

  it('sends a small photo as it is', async () => {
    const { drawn } = browser(1200, 900, 900)

    expect((await sent(photo(5_000))).size).toBe(5_000)
    expect(drawn).toEqual([])
  })

  it('sends the original when it would only get larger, or cannot be read', async () => {
    browser(4000, 3000, 9_000)
    expect((await sent(photo(5_000))).size).toBe(5_000)

    vi.stubGlobal('createImageBitmap', vi.fn().mockRejectedValue(new Error('not an image')))
    expect((await sent(photo(7, 'odd.heic'))).name).toBe('odd.heic')
  })
})
