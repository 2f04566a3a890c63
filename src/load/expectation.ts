import { isRecycling, type Step, sends } from '../config/load-plan.ts'
import type { FunctionDescription } from '../function-facts.ts'
import type { Ms } from '../units.ts'
import { peakConcurrency, plannedOf, type Reach } from './schedule.ts'

/** What a step is expected to send to one side. */
export type Expected = {
  readonly requests: number
  /** Fewer, when rounds end early or answers take their time. */
  readonly isAtMost: boolean
  /** Null where it depends on how long a start takes, and nothing is known of the function. */
  readonly cold: number | null
  readonly isColdAtMost: boolean
  /** It depends on how long a start takes, and usual times were taken. */
  readonly isColdRough: boolean
}

/** Generous for ML functions, so that the guards err on the side of asking. */
const COLD_IMAGE: Ms = 10_000
/** A package of at most 250 MB. */
const COLD_ZIP: Ms = 4_000
const RESTORED: Ms = 2_000

type Package = Pick<FunctionDescription, 'packageType' | 'snapStart' | 'timeout'>

/** INIT ends after 10 s and is billed beside the time of the handler, which the timeout ends. */
const INIT_LIMIT: Ms = 10_000

/**
 * The most that Lambda bills for one request: an init that is cut off after 10 s is begun anew
 * inside the invocation, and then the timeout ends both.
 */
export function mostBilled({ timeout }: Pick<Package, 'timeout'>): Ms {
  return timeout + INIT_LIMIT
}

/** What a cold start is expected to take of billed time, init and handler together. */
export function coldTime(own: Package): Ms {
  const usual = own.snapStart ? RESTORED : own.packageType === 'Image' ? COLD_IMAGE : COLD_ZIP
  return Math.min(usual, mostBilled(own))
}

const WARM: Ms = 500

export function warmTime({ timeout }: Pick<Package, 'timeout'>): Ms {
  return Math.min(WARM, timeout)
}

/**
 * Follows, step by step, how many environments of one side are warm; at first there is none.
 *
 * @param own undefined where its configuration could not be read.
 */
export function makeExpectation(reach: Reach, own: Package | undefined): (step: Step) => Expected {
  let warm = 0
  return (step) => {
    // A side whose rounds grow keeps its environments, whatever the plan says.
    if (isRecycling(step) && reach !== 'compared-growing') warm = 0
    const isRestless = step.kind === 'users' && step.wait[1] === 0
    // Only the time of the answers limits how often they send.
    const requests = plannedOf(isRestless ? { ...step, wait: [WARM, WARM] } : step, reach)
    const isAtMost = step.kind === 'rounds' || (step.kind === 'users' && !isRestless)
    const sure = { requests, isAtMost, isColdAtMost: isAtMost, isColdRough: false }
    if (!sends(step)) return { ...sure, cold: 0, isColdAtMost: false }
    const peak = step.kind === 'rate' ? inFlight(step, own) : peakConcurrency(step, reach)
    if (peak === undefined) return { ...sure, cold: null, isColdAtMost: true }
    const needed = Math.max(0, Math.min(peak, requests) - warm)
    const isRenewed = step.kind === 'rounds' && reach !== 'compared-growing'
    const cold = isRenewed ? requests : needed
    warm = Math.max(warm, peak)
    const isColdAtMost = (isAtMost || isRestless) && cold > 0
    return { ...sure, cold, isColdAtMost, isColdRough: step.kind === 'rate' && cold > 0 }
  }
}

/**
 * How many of a rate's requests are in flight while nothing is warm yet: arrivals a second times
 * the time that each takes (Little's law), at the fastest rate.
 */
export function inFlight(
  { from, to }: Extract<Step, { kind: 'rate' }>,
  own: Package | undefined,
): number | undefined {
  return own && Math.ceil((Math.max(from, to) * coldTime(own)) / 1000)
}
