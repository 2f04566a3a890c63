/** How much is measured. */
export type Sizes = {
  /** Medians are of that many alternating runs. */
  readonly runs: number
  /** Of clients that keep requests in flight, in s. */
  readonly warmUp: number
  readonly load: number
  /** Of a constant rate, in s; its warm-up opens every connection. */
  readonly rateWarmUp: number
  readonly rate: number
  /** Runs of short things: start-ups. */
  readonly starts: number
  readonly verdicts: number
  /** How long to wait for an idle machine, before one run and in all, in ms. */
  readonly patience: readonly [each: number, together: number]
  /** Whether what has no limit is measured, too. */
  readonly everyone: boolean
}

export const FULL: Sizes = {
  runs: 3,
  warmUp: 2,
  load: 3,
  rateWarmUp: 3,
  rate: 4,
  starts: 13,
  verdicts: 5,
  patience: [8_000, 60_000],
  everyone: true,
}

export const QUICK: Sizes = {
  runs: 1,
  warmUp: 1,
  load: 2,
  rateWarmUp: 1,
  rate: 2,
  starts: 5,
  verdicts: 3,
  patience: [1_000, 10_000],
  everyone: false,
}
