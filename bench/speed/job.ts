/**
 * Whose client does the work: the product's data path, the AWS SDK's, or undici's alone, which signs
 * nothing and reads nothing: the least that the machine allows.
 */
export type ClientName = 'ours' | 'sdk' | 'sdk-tuned' | 'bare'

/** One run of one client, in a process of its own. */
export type Job = {
  readonly client: ClientName
  /** How long the function takes, in ms. */
  readonly hold: number
  /** Load plans, as in the input `load`. */
  readonly warmUp: string | undefined
  readonly plan: string
  /** Events that differ: each is signed anew, while a signature is good for the same one. */
  readonly events: number
}

export type Quantiles = { readonly p50: number; readonly p99: number; readonly max: number }

/** What a client saw of a plan, without its warm-up. Times in ms. */
export type ClientRun = {
  /** When the plan's first request was wanted, on the machine's clock. */
  readonly startedAt: number
  readonly sent: number
  readonly errors: number
  readonly firstError: string | undefined
  /** From the first request to the last answer. */
  readonly duration: number
  /** User and system time of the whole process in that time. */
  readonly cpuMs: number
  /** Since the process began. */
  readonly totalCpuMs: number
  /** The most that the process ever had. */
  readonly rssMB: number
  /** From the intended time to the last byte, less the time that the function takes. */
  readonly added: Quantiles
  /** The same from when the request was written; undefined for a client that cannot tell. */
  readonly addedFromWrite: Quantiles | undefined
  /** How long after its intended time a request was handed to the client. */
  readonly lateness: Quantiles
}

/** A run, with what the server and the machine saw of it. */
export type Measured = ClientRun & {
  /** From the first intended time to the arrival of the first and last request. */
  readonly firstArrival: number
  readonly lastArrival: number
  readonly arrivals: number
  /** CPU of other processes meanwhile, in cores; undefined where the system does not tell. */
  readonly otherLoad: number | undefined
}

/** The size of an event, in bytes. */
const EVENT_SIZE = 192

/** JSON texts of one size, each a different one. */
export function makeEvents(count: number): readonly [string, ...string[]] {
  const makeOne = (index: number): string => {
    const start = `{"index":${index},"text":"`
    return `${start}${'x'.repeat(EVENT_SIZE - start.length - 2)}"}`
  }
  return [makeOne(0), ...Array.from({ length: count - 1 }, (_, index) => makeOne(index + 1))]
}
