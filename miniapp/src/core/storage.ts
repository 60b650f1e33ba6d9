/** Small JSON values kept on the phone. Every key of this product starts with `hfw.`. */

const PREFIX = 'hfw.'

/** The stored value, or `fallback` when there is none or it cannot be read. */
export function recall<T>(key: string, fallback: T): T {
  try {
    const raw: unknown = uni.getStorageSync(PREFIX + key)
    return typeof raw === 'string' && raw ? (JSON.parse(raw) as T) : fallback
  } catch {
    return fallback
  }
}

/** Keep a value. Returns false when the phone refuses (storage full, private mode). */
export function keep(key: string, value: unknown): boolean {
  try {
    uni.setStorageSync(PREFIX + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function forget(key: string): void {
  try {
    uni.removeStorageSync(PREFIX + key)
  } catch {
    // Nothing to do: a phone that cannot forget cannot have kept.
  }
}
