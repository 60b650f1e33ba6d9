/** Files that people keep or read. Browsers save them; a mini-program shows documents and has no place to keep them. */
import { mediaAddress } from '@/core/config'
import { ApiError } from '@/core/http'

export function canSave(): boolean {
  let can = false
  // #ifdef H5
  can = typeof URL.createObjectURL === 'function'
  // #endif
  return can
}

/** Save a text under a name, byte by byte as it is. */
export function saveText(name: string, text: string): void {
  // #ifdef H5
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  // #endif
}

/** Open a PDF or Word file that everybody may read. Resolves when the phone has taken it over, or throws what to say. */
export function openDocument(path: string, name: string, kind: string): Promise<void> {
  const address = mediaAddress(path)
  // #ifdef H5
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // #endif
  // #ifndef H5
  return new Promise((resolve, reject) => {
    const failed = () => reject(new ApiError(0, 'app.not_opened', '文件没有打开，请检查网络后再试'))
    uni.downloadFile({
      url: address,
      success: ({ statusCode, tempFilePath }) => {
        if (statusCode !== 200) return failed()
        uni.openDocument({
          filePath: tempFilePath,
          fileType: kind as 'pdf',
          showMenu: true,
          success: () => resolve(),
          fail: failed,
        })
      },
      fail: failed,
    })
  })
  // #endif
  return Promise.resolve()
}
