import type { Shift } from './shift.ts'
import { type Bars, hypothesesOf, type Limits } from './shift-test.ts'

/** Beyond this, more rounds are no practical advice. */
const MOST_ROUNDS = 128

/**
 * How many rounds would decide a shift, if it is what it seems: the squared error falls with them.
 *
 * @param dropped further rounds, which were left out; they are counted in the result.
 * @returns undefined when not even 128 would, or when these rounds do.
 */
export function roundsToSettle(
  { estimate, error }: Shift,
  limits: Limits,
  bars: Bars,
  rounds: number,
  dropped: number,
): number | undefined {
  const { distance, middle } = hypothesesOf(limits)
  const excess = estimate - middle
  const bar = excess > 0 ? bars.fail : bars.pass
  const needed = Math.ceil((rounds * error ** 2 * bar) / (distance * Math.abs(excess)))
  return needed > rounds && needed <= MOST_ROUNDS ? needed + dropped : undefined
}
