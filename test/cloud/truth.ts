/** What really happened to one invocation, taken from the timeline and never from a log line. */
export type TrueStart = TrueInit & {
  readonly requestId: string
  readonly functionName: string
  readonly version: string
  /** The log stream. */
  readonly environment: string
  /** The handler alone; 0 when init failed and it never ran. */
  readonly durationMs: number
  /** Epoch milliseconds. */
  readonly arrivedAt: number
  readonly answeredAt: number
  /** `timeout`, or the type of the platform's, the init's or the handler's error. */
  readonly error: string | null
}

export type TrueInit = {
  readonly class: 'warm' | 'cold' | 'super-cold' | 'reset'
  /** Init that the caller waited for: the init, the failed attempts and the re-run, or the restore. */
  readonly initMs: number | null
  readonly initKind: 'none' | 'init' | 'suppressed' | 'restore'
}

/** What an invocation found when it came, and what it had to wait for. */
export type Arrival = {
  readonly found: 'new' | 'used' | 'reset'
  /** The environment was made for this caller, and not ahead of any. */
  readonly waited: boolean
  readonly far: boolean
  readonly restored: boolean
  /** The init before; null when there was none since the last invocation. */
  readonly initMs: number | null
  /** The init inside the invocation. */
  readonly rerunMs: number | null
}

export function classifyArrival(arrival: Arrival): TrueInit {
  const { found, waited, rerunMs } = arrival
  const initMs = waited ? arrival.initMs : null
  if (found === 'used' || (found === 'new' && !waited && rerunMs === null)) {
    return { class: 'warm', initMs: null, initKind: 'none' }
  }
  const cold = arrival.far ? 'super-cold' : 'cold'
  const start = { class: found === 'reset' ? 'reset' : cold } as const
  if (rerunMs !== null) {
    return { ...start, initMs: (initMs ?? 0) + rerunMs, initKind: 'suppressed' }
  }
  if (initMs === null) return { ...start, initMs, initKind: 'none' }
  return { ...start, initMs, initKind: arrival.restored ? 'restore' : 'init' }
}
