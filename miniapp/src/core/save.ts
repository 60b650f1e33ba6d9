/** Files that people keep. Browsers save them; a mini-program has no place for them. */

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
