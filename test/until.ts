const MOST = 4_000

/** Waits for what others do; gives up, as a loop that outlives its test would keep a core busy. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + MOST
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`not within ${MOST} ms: ${isSo}`)
    await new Promise(setImmediate)
  }
}
