import type { Reporting } from '../config/reporting.ts'
import { type EpochMs, formatMinute } from '../units.ts'
import type { Check } from './check.ts'
import {
  type Effort,
  phraseError,
  phraseFail,
  phraseInconclusive,
  phrasePass,
  phraseWarn,
} from './sentence.ts'
import type { ClassSummaries } from './summary.ts'

export type VerdictKind = 'pass' | 'warn' | 'inconclusive' | 'overridden' | 'fail' | 'error'

export type Verdict = {
  readonly kind: VerdictKind
  /** What merging would do, in one sentence, without a full stop. */
  readonly summary: string
}

/**
 * Joins the checks to the run's verdict: error > fail > inconclusive > warn > pass. A rule marked
 * `!warn` never raises it above "warn".
 *
 * @param failures why the measurement is not to be trusted; any makes the verdict "error", which
 *   is never worded as a regression.
 * @param effort undefined when the plan has no rounds.
 * @param disturbance why no rule could be judged, whatever was measured.
 */
export function reachVerdict(
  checks: readonly Check[],
  failures: readonly string[],
  classes: ClassSummaries,
  effort: Effort | undefined,
  disturbance?: string,
): Verdict {
  if (failures.length > 0) return { kind: 'error', summary: phraseError(failures) }
  if (disturbance !== undefined) {
    const so = checks.length > 0 ? 'no rule was judged' : 'its figures are of two deployments'
    const summary = `${disturbance}, so ${so}; measure again when nothing else deploys`
    return { kind: 'inconclusive', summary }
  }
  const strict = checks.filter(({ rule }) => rule.severity === 'error')
  const failed = strict.filter(({ result }) => result === 'fail')
  if (failed.length > 0) {
    return { kind: 'fail', summary: phraseFail(failed, checks.length, effort) }
  }
  const open = strict.filter(({ result }) => result === 'inconclusive')
  if (open.length > 0) {
    return { kind: 'inconclusive', summary: phraseInconclusive(open, checks.length, effort) }
  }
  const warned = checks.filter(({ result }) => result !== 'pass')
  if (warned.length > 0) return { kind: 'warn', summary: phraseWarn(warned) }
  return { kind: 'pass', summary: phrasePass(checks, classes, effort) }
}

/** A label on the pull request that lets a failed gate through. */
export type Override = {
  readonly label: string
  /** Who set it last, and when; undefined when GitHub would not tell. */
  readonly setBy: { readonly login: string; readonly at: EpochMs } | undefined
}

/** The decision leads: what it lets through comes after who took it, and when. */
export function override(verdict: Verdict, { label, setBy }: Override): Verdict {
  if (verdict.kind !== 'fail') return verdict
  const who = setBy === undefined ? '' : `, set by ${setBy.login} on ${formatMinute(setBy.at)}`
  const summary = `let through by the label "${label}"${who}: ${verdict.summary}`
  return { kind: 'overridden', summary }
}

/** @returns the verdict's sentence when the step is to fail, undefined otherwise. */
export function explainFailure(
  { kind, summary }: Verdict,
  onInconclusive: Reporting['onInconclusive'],
): string | undefined {
  return exitCode(kind, onInconclusive) === 0 ? undefined : `${kind}: ${summary}`
}

export function exitCode(kind: VerdictKind, onInconclusive: Reporting['onInconclusive']): 0 | 1 {
  if (kind === 'error' || kind === 'fail') return 1
  return kind === 'inconclusive' && onInconclusive === 'fail' ? 1 : 0
}
