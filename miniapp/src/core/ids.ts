/** A random key for `Idempotency-Key`: unique on this phone, not a secret. */
export function newKey(): string {
  const random = () =>
    Math.floor(Math.random() * 0x100000000)
      .toString(16)
      .padStart(8, '0')
  return `${Date.now().toString(16).padStart(12, '0')}-${random()}${random()}${random()}`
}
