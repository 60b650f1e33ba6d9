/**
 * Makes work of which only one run goes on at a time. A call during a run is not lost: one more run follows it,
 * for what has changed since (the network came back while an attempt was failing). The promise ends with the last run.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let wanted = false
  let running: Promise<void> | null = null

  async function runs(): Promise<void> {
    while (wanted) {
      wanted = false
      await work()
    }
  }

  return () => {
    wanted = true
    running ??= runs().finally(() => (running = null))
    return running
  }
}
