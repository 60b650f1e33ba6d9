/** Taking photos and sending them: each is sent once, in the background, and can be tried again. */
import { reactive } from 'vue'
import { ApiError, upload } from '@/core/http'
import { newKey } from '@/core/ids'
import { dropPhoto, keepPhoto, photoSource, type PhotoSource } from '@/core/photoStore'

/** A photo on this phone; `mediaId` is its name on the server once it has been sent. */
export interface KeptPhoto {
  key: string
  /** Makes the sending safe to repeat. */
  sendKey: string
  mediaId: string | null
}

export interface PhotoStatus {
  /** `later`: no network now, goes along with what it belongs to. */
  state: 'waiting' | 'sending' | 'sent' | 'later' | 'failed'
  percent: number
  problem: string
  /** Where it can be shown from; empty until known. */
  path: string
}

const statuses = reactive<Record<string, PhotoStatus>>({})
const onTheWay = new Map<string, Promise<void>>()

export function statusOf(photo: KeptPhoto): PhotoStatus {
  if (!statuses[photo.key]) {
    statuses[photo.key] = { state: photo.mediaId ? 'sent' : 'waiting', percent: 0, problem: '', path: '' }
    void photoSource(photo.key).then((source) => (statuses[photo.key].path = source?.path ?? ''))
  }
  return statuses[photo.key]
}

/** Let the person take or choose up to `room` photos. Empty when he changes his mind. */
export async function takePhotos(room: number): Promise<KeptPhoto[]> {
  const taken = await new Promise<PhotoSource[]>((resolve) => {
    uni.chooseImage({
      count: room,
      sizeType: ['compressed'],
      sourceType: ['camera', 'album'],
      success: (answer) => {
        const files = [answer.tempFiles ?? []].flat()
        resolve(
          [answer.tempFilePaths].flat().map((path, index) => {
            const file: unknown = files[index]
            return file instanceof Blob ? { path, file } : { path }
          }),
        )
      },
      fail: () => resolve([]),
    })
  })
  const kept: KeptPhoto[] = []
  for (const source of taken.slice(0, room)) {
    kept.push({ key: await keepPhoto(source), sendKey: newKey(), mediaId: null })
  }
  return kept
}

/** Send one photo unless it has been sent or is on its way. Throws `ApiError`. */
export function sendPhoto(photo: KeptPhoto): Promise<void> {
  if (photo.mediaId) return Promise.resolve()
  let going = onTheWay.get(photo.key)
  if (!going) {
    going = sendNow(photo).finally(() => onTheWay.delete(photo.key))
    onTheWay.set(photo.key, going)
  }
  return going
}

async function sendNow(photo: KeptPhoto): Promise<void> {
  const status = statusOf(photo)
  Object.assign(status, { state: 'sending', percent: 0, problem: '' })
  try {
    const source = await photoSource(photo.key)
    if (!source) throw new ApiError(410, 'photo.gone', '这张照片已经不在手机里，请删掉重拍')
    const sent = await upload(source, photo.sendKey, (percent) => (status.percent = percent))
    photo.mediaId = sent.id
    status.state = 'sent'
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (!error.passing) photo.sendKey = newKey()
    Object.assign(status, { state: error.passing ? 'later' : 'failed', problem: error.sentence })
    throw error
  }
}

/** The server no longer knows these photos: send them anew. */
export function forgetSending(photos: KeptPhoto[]): void {
  for (const photo of photos) {
    Object.assign(photo, { mediaId: null, sendKey: newKey() })
    statusOf(photo).state = 'waiting'
  }
}

/** Send all photos, one after the other, and return their names on the server. */
export async function sendPhotos(photos: KeptPhoto[]): Promise<string[]> {
  for (const photo of photos) await sendPhoto(photo)
  return photos.map((photo) => photo.mediaId as string)
}

/** Take the photos off this phone. */
export async function dropPhotos(photos: KeptPhoto[]): Promise<void> {
  for (const photo of photos) {
    delete statuses[photo.key]
    await dropPhoto(photo.key)
  }
}
