import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import type { Decision } from './decide.ts'
import type { Shift } from './shift.ts'

/** What one test at one look may get wrong: a false alarm, a regression that passes. */
export type Risk = { readonly alpha: number; readonly beta: number }

/**
 * How much more likely the data must be under one hypothesis than under the other, as a natural
 * logarithm: to fail, that the shift is `Limits.pass` rather than none; to pass, the reverse.
 */
export type Bars = { readonly fail: number; readonly pass: number }

/** Log ratios: fail when surely slower by more than `fail`; pass when surely not by `pass`. */
export type Limits = { readonly fail: number; readonly pass: number }

export type DecidedShift = {
  readonly decision: Decision
  readonly shift: Shift
  /** One-sided bounds of the log ratio: `low` holds with confidence 1 − alpha, `high` 1 − beta. */
  readonly low: number
  readonly high: number
  /** Significantly faster than the baseline, by however little. */
  readonly isFaster: boolean
  /** The smallest true log ratio that this much data fails with chance 1 − beta. */
  readonly detectable: number
}

/** Of the bounds that are shown beside a decision: 99 % sure, each on its side. */
const SHOWN_Z = 2.326
/** Of the chance with which a shift of `detectable` fails: 95 %. */
const DETECTED_Z = 1.645

/**
 * A sequential probability ratio test of two shifts: none (or, with wider limits, the one as far
 * below `limits.fail` as `limits.pass` lies above), against `limits.pass`.
 *
 * Source: Wald (1945), "Sequential Tests of Statistical Hypotheses", Annals of Mathematical
 * Statistics 16: whatever the looks, the chance of a wrong pass is at most exp(−bars.pass). That of a
 * false alarm at a look is at most that of a normal value above √(2 bars.fail): the larger the error
 * still is, the more the estimate must show.
 *
 * @param shift inconclusive when its error is infinite.
 */
export function weighShift({ estimate, error }: Shift, limits: Limits, bars: Bars): DecidedShift {
  const { distance, middle } = hypothesesOf(limits)
  const failsAbove = Math.max(limits.fail, middle + (bars.fail * error ** 2) / distance)
  const passesBelow = middle - (bars.pass * error ** 2) / distance
  return {
    decision: estimate > failsAbove ? 'fail' : estimate < passesBelow ? 'pass' : 'inconclusive',
    shift: { estimate, error },
    low: estimate - SHOWN_Z * error,
    high: estimate + SHOWN_Z * error,
    isFaster: estimate < -Math.sqrt(2 * bars.fail) * error,
    detectable: failsAbove + DETECTED_Z * error,
  }
}

/** The two shifts that `weighShift` tells apart, by the lower one, their distance and their middle. */
export function hypothesesOf({ fail, pass }: Limits): {
  readonly none: number
  readonly distance: number
  readonly middle: number
} {
  const none = Math.max(Math.min(0, fail), 2 * fail - pass)
  return { none, distance: pass - none, middle: (none + pass) / 2 }
}

/**
 * Fails a shift that lies above `limits.fail` and significantly above no change (above the limit
 * itself where that asks for an improvement); passes one that lies surely below `limits.pass`.
 *
 * @param shift inconclusive when its error is infinite.
 */
export function decideShift(shift: Shift, limits: Limits, risk: Risk): DecidedShift {
  const { estimate, error } = shift
  const alarm = upperZ(risk.alpha) * error
  const doubt = upperZ(risk.beta) * error
  const mustExceed = Math.max(limits.fail, Math.min(0, limits.fail) + alarm)
  const high = estimate + doubt
  return {
    decision: estimate > mustExceed ? 'fail' : high < limits.pass ? 'pass' : 'inconclusive',
    shift,
    low: estimate - alarm,
    high,
    isFaster: estimate + alarm < 0,
    detectable: mustExceed + doubt,
  }
}

/** Standard normal quantile of 1 − risk, without the rounding of 1 − risk. */
export function upperZ(risk: number): number {
  return -normalQuantile(risk, 0, 1)
}
