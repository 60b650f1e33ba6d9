/** The text of an input, textarea or picker event, the same in both targets. */
export function textOf(event: unknown): string {
  return (event as { detail: { value: string } }).detail.value
}
