import type { Config } from '../config/config.ts'
import type { Op } from '../config/threshold.ts'
import { formatCount, formatTime } from '../units.ts'
import type { Check } from './check.ts'
import { formatObserved, formatValue } from './phrase.ts'
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
 */
export function reachVerdict(
  checks: readonly Check[],
  failures: readonly string[],
  classes: ClassSummaries,
): Verdict {
  if (failures.length > 0) {
    return { kind: 'error', summary: `could not measure: ${listed(failures, 3)}` }
  }
  const strict = checks.filter(({ rule }) => rule.severity === 'error')
  const failed = strict.filter(({ result }) => result === 'fail')
  const open = strict.filter(({ result }) => result === 'inconclusive')
  const warned = checks.filter(({ rule, result }) => rule.severity === 'warn' && result !== 'pass')
  const share = (part: readonly Check[]): string =>
    checks.length === 1 ? 'the only rule' : `${part.length} of ${checks.length} rules`
  if (failed.length > 0) {
    return {
      kind: 'fail',
      summary: `merging would break ${share(failed)}: ${listed(failed.map(describeFailure), 2)}`,
    }
  }
  if (open.length > 0) {
    return {
      kind: 'inconclusive',
      summary: `not enough data for ${share(open)}: ${listed(open.map(describeOpen), 2)}`,
    }
  }
  if (warned.length > 0) {
    return {
      kind: 'warn',
      summary: `merging keeps every blocking rule, with a warning: ${listed(warned.map(describeWarning), 2)}`,
    }
  }
  return { kind: 'pass', summary: describePass(checks, classes) }
}

/** A label on the pull request lets a failed gate through; who set it is GitHub's to tell. */
export function override(verdict: Verdict, label: string): Verdict {
  if (verdict.kind !== 'fail') return verdict
  return { kind: 'overridden', summary: `${verdict.summary} (let through by the label "${label}")` }
}

export function exitCode(kind: VerdictKind, onInconclusive: Config['onInconclusive']): 0 | 1 {
  if (kind === 'error' || kind === 'fail') return 1
  return kind === 'inconclusive' && onInconclusive === 'fail' ? 1 : 0
}

function describePass(checks: readonly Check[], { 'any-cold': cold, all }: ClassSummaries): string {
  const measured = `${formatCount(cold.count ?? 0, 'cold start')} of ${formatCount(all.count ?? 0, 'start')}`
  const init = cold.init === null ? '' : `, init p50 ${formatTime(cold.init.p50)}`
  if (checks.length === 0) return `measured ${measured}${init}; no thresholds were given`
  const rules = checks.length === 1 ? 'the only rule holds' : `all ${checks.length} rules hold`
  return `merging keeps cold starts within their limits: ${rules} (${measured}${init})`
}

function describeFailure({ rule, observed, atLeast, limit, reason }: Check): string {
  if (observed === null) return `${rule.text}: ${reason}`
  const metric = /^[^\s<>=]*/.exec(rule.text)?.[0]
  return `${metric} is ${formatObserved(observed, atLeast, rule)}, allowed is ${LIMITS[rule.op]} ${formatValue(limit, rule)}`
}

const LIMITS: Readonly<Record<Op, string>> = {
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '==': 'exactly',
}

function describeWarning(check: Check): string {
  return check.result === 'fail' ? describeFailure(check) : describeOpen(check)
}

function describeOpen({ rule, reason }: Check): string {
  return `${rule.text} (${reason})`
}

/** The first ones, and how many more there are. */
function listed(texts: readonly string[], most: number): string {
  const more = texts.length > most ? `; and ${texts.length - most} more` : ''
  return `${texts.slice(0, most).join('; ')}${more}`
}
