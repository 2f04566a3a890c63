import type { Measured } from './job.ts'

/** What one call costs a client that keeps so many in flight. */
export type Cost = {
  readonly cpuUs: number
  readonly perSecond: number
  readonly rssMB: number
  /** CPU of other processes meanwhile, in cores. */
  readonly otherLoad: number | undefined
}

/** Of a burst by a tool whose own clock we do not see. */
export type BurstSeen = {
  /** From the arrival of its first request to that of its last, in ms. */
  readonly spread: number
}

/** Wall times in ms. */
export type StartUp = {
  readonly empty: number
  /** Until the inputs are read. */
  readonly bundle: number
  /** Until what a measurement needs is loaded: toolkit, SDK and all. */
  readonly all: number
}

/** Of a million starts: from what was recorded to the verdict and its report. */
export type Analysis = {
  readonly seconds: number
  readonly rssMB: number
  /** What is kept of a start, log lines and all. */
  readonly bytesPerStart: number
}

export type Joining = { readonly seconds: number; readonly rssMB: number }

export type Pair = {
  readonly ours: readonly Measured[]
  readonly sdk: readonly Measured[]
  /** By undici alone; only of constant rates. */
  readonly bare: readonly Measured[]
}

/** Runs by contender; a tool that is not there, or never got going, has none. */
export type Costs = Readonly<Record<string, readonly Cost[]>>

export type Figures = {
  readonly inFlight50: Costs
  readonly inFlight500: Costs
  /** Ours and the SDK with raised sockets, both on a function of 3 s. */
  readonly burst1000: Pair
  readonly burst5000: Pair
  readonly peerBursts: Readonly<Record<string, readonly BurstSeen[]>>
  readonly steady1000: Pair
  readonly steady3000: Pair
  readonly arrivals2000: readonly Measured[]
  /** The same by undici alone. */
  readonly bareArrivals2000: readonly Measured[]
  readonly linesPerSecond: readonly number[]
  /** CPU ms from the bytes of 10,000 events to records. */
  readonly pageOurs: readonly number[]
  readonly pageSdk: readonly number[]
  readonly analyses: readonly Analysis[]
  /** `mode: report` on 100,000 starts, the whole process. */
  readonly joinings: readonly Joining[]
  readonly startUp: readonly StartUp[]
  readonly verdictDelay: readonly number[]
  /** Why a tool is missing, by name. */
  readonly missing: Readonly<Record<string, string>>
}

export function costOf({ cpuMs, sent, duration, rssMB, otherLoad }: Measured): Cost {
  return { cpuUs: (1000 * cpuMs) / sent, perSecond: sent / (duration / 1000), rssMB, otherLoad }
}
