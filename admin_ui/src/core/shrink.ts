/** Make a large photo small enough before it is sent: a phone's camera gives 12 MB, a thin line takes minutes. */

/** Longest side that the server keeps, in pixels (`app/core/images.py`). More would be sent for nothing. */
export const LONGEST_SIDE = 2560
const QUALITY = 0.88

/** The size that fits into a square of `longest` with the same proportions; never larger than it was. */
export function fitting(width: number, height: number, longest = LONGEST_SIDE) {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

function drawn(bitmap: ImageBitmap, width: number, height: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) return Promise.resolve(null)
  pen.fillStyle = '#fff' // a JPEG has no transparency; a cut-out picture would get a black ground
  pen.fillRect(0, 0, width, height)
  pen.drawImage(bitmap, 0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}

/**
 * The photo with its longest side at most `LONGEST_SIDE`, upright as the camera meant it.
 *
 * What is small already, what the browser cannot read and what would not get smaller is returned as it is:
 * the server judges it.
 */
export async function shrunk(file: File): Promise<File> {
  let bitmap: ImageBitmap | undefined
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const { width, height } = fitting(bitmap.width, bitmap.height)
    if (width === bitmap.width && height === bitmap.height) return file
    const blob = await drawn(bitmap, width, height)
    if (!blob || blob.size >= file.size) return file
    return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' })
  } catch {
    return file
  } finally {
    bitmap?.close()
  }
}
