/**
 * Photos that must outlive a reload: the page keeps them in IndexedDB, the mini-program in its own folder.
 * A photo is named by its key until it has been sent.
 */
import { newKey } from '@/core/ids'

/** Where a photo can be shown and sent from. `file` on H5 only: there the page may not read an address again. */
export interface PhotoSource {
  path: string
  file?: Blob
}

/** Longest side after shrinking, px. Enough for the wall and the crack, a tenth of the data. */
const LONGEST_SIDE = 1600

// #ifdef H5
const memory = new Map<string, Blob>()
const shown = new Map<string, string>()
let opening: Promise<IDBDatabase | null> | null = null

function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    try {
      const asked = indexedDB.open('haofuwu', 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore('photos')
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => resolve(null)
    } catch {
      resolve(null) // Private mode: photos live as long as the page.
    }
  })
  return opening
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | null> {
  const base = await database()
  if (!base) return null
  return new Promise((resolve) => {
    const asked = work(base.transaction('photos', mode).objectStore('photos'))
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => resolve(null)
  })
}

/** A smaller JPEG without metadata (place, time, phone); the photo as it was when the browser cannot read it. */
async function shrunk(photo: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(photo)
    const ratio = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * ratio)
    canvas.height = Math.round(picture.height * ratio)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82))
    return small ?? photo
  } catch {
    return photo
  }
}
// #endif

/** Keep a photo as given by the camera and return its key. */
export async function keepPhoto(taken: PhotoSource): Promise<string> {
  let key = taken.path
  // #ifdef H5
  key = newKey()
  const photo = await shrunk(taken.file ?? new Blob())
  memory.set(key, photo)
  await inStore('readwrite', (store) => store.put(photo, key))
  // #endif
  // #ifndef H5
  key = await new Promise<string>((resolve) => {
    uni.saveFile({
      tempFilePath: taken.path,
      success: (answer) => resolve(answer.savedFilePath),
      fail: () => resolve(taken.path), // No room left: the temporary file still serves until the app is closed.
    })
  })
  // #endif
  return key
}

/** The kept photo; null when it is gone. */
export async function photoSource(key: string): Promise<PhotoSource | null> {
  let source: PhotoSource | null = { path: key }
  // #ifdef H5
  const file = memory.get(key) ?? (await inStore<Blob>('readonly', (store) => store.get(key)))
  if (file) {
    memory.set(key, file)
    const path = shown.get(key) ?? URL.createObjectURL(file)
    shown.set(key, path)
    source = { path, file }
  } else {
    source = null
  }
  // #endif
  return source
}

export async function dropPhoto(key: string): Promise<void> {
  // #ifdef H5
  const path = shown.get(key)
  if (path) URL.revokeObjectURL(path)
  shown.delete(key)
  memory.delete(key)
  await inStore('readwrite', (store) => store.delete(key))
  // #endif
  // #ifndef H5
  uni.removeSavedFile({ filePath: key, fail: () => undefined })
  // #endif
}
