import type { Reporting } from '../config/reporting.ts'
import type { Check } from '../verdict/check.ts'
import { type Joined, onlyOf } from '../verdict/joined.ts'
import { type Result, startsOfBothSides } from '../verdict/result.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { renderXml, type XmlElement } from './xml.ts'

type Policy = Reporting['onInconclusive']
type Outcome = 'pass' | 'failure' | 'error' | 'skipped'
type TestCase = {
  readonly name: string
  readonly outcome: Outcome
  /** Why; of a pass, what readers should know of it. */
  readonly message: string
}

/**
 * `junit.xml`: one suite for each setup, one test case for each rule. A test case fails exactly
 * where its rule makes the step fail; what a rule could not decide, or does not block, is no
 * failure. A run that could not measure has one more case, in error, and judges no rule.
 *
 * Suite and class have one name, so that dorny/test-reporter shows no group inside of the suite;
 * its dot makes Jenkins sort the setups into one package. Readers differ in whether they show the
 * attribute or the text of a result, so both say why.
 */
export function renderJunit(results: readonly Result[], onInconclusive: Policy): string {
  return renderSuites(
    results.map((result) => renderSuite(result, policyOf(result.verdict, onInconclusive))),
  )
}

/**
 * The same of a joined report. Setups that failed are let through with it; results that should be
 * there and are not make a suite of their own.
 */
export function renderJoinedJunit(joined: Joined, onInconclusive: Policy): string {
  const { verdict, setups, failures } = joined
  const only = onlyOf(joined)
  if (only !== undefined) return renderJunit([only], onInconclusive)
  const policy = policyOf(verdict, onInconclusive)
  const results = setups.map((setup) =>
    verdict.kind === 'overridden' && setup.verdict.kind === 'fail'
      ? { ...setup, verdict: { ...setup.verdict, kind: verdict.kind } }
      : setup,
  )
  const suites = results.map((result) => renderSuite(result, policy))
  return renderSuites(failures.length === 0 ? suites : [renderGap(failures), ...suites])
}

/** What a label lets through blocks nothing, and so none of its open rules either. */
function policyOf({ kind }: Verdict, onInconclusive: Policy): Policy {
  return kind === 'overridden' ? 'pass' : onInconclusive
}

function renderSuites(children: readonly XmlElement[]): string {
  return renderXml({ name: 'testsuites', attributes: { name: 'Cold start gate' }, children })
}

function renderGap(failures: readonly string[]): XmlElement {
  const message = `could not measure everything: ${failures.join('; ')}`
  const name = 'cold-start-gate'
  const counts = { tests: '1', failures: '0', errors: '1', skipped: '0', time: '0' }
  const gap = renderCase({ name: 'measurement', outcome: 'error', message }, name)
  return { name: 'testsuite', attributes: { name, ...counts }, children: [gap] }
}

function renderSuite(result: Result, onInconclusive: Policy): XmlElement {
  const { label, verdict } = result
  const name = `cold-start-gate.${label}`
  const cases = makeCases(result, onInconclusive)
  const count = (outcome: Outcome): string =>
    String(cases.filter((one) => one.outcome === outcome).length)
  const attributes = {
    name,
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    ...describeSpan(result),
  }
  const summary = { name: 'system-out', text: `${verdict.kind}: ${verdict.summary}` }
  return {
    name: 'testsuite',
    attributes,
    children: [...cases.map((one) => renderCase(one, name)), summary],
  }
}

function makeCases({ checks, verdict }: Result, onInconclusive: Policy): readonly TestCase[] {
  if (verdict.kind === 'error') {
    const reason = 'not judged, because the measurement is not complete'
    return [
      { name: 'measurement', outcome: 'error', message: verdict.summary },
      ...checks.map(({ rule }) => ({
        name: rule.text,
        outcome: 'skipped' as const,
        message: reason,
      })),
    ]
  }
  return checks.map((check) => makeCase(check, verdict.kind === 'overridden', onInconclusive))
}

function makeCase(
  { rule, result, reason }: Check,
  isOverridden: boolean,
  onInconclusive: Policy,
): TestCase {
  const name = rule.text
  if (result === 'pass') return { name, outcome: 'pass', message: '' }
  const isStrict = rule.severity === 'error'
  if (result === 'inconclusive') {
    const blocks = isStrict && onInconclusive === 'fail'
    return { name, outcome: blocks ? 'failure' : 'skipped', message: `not enough data: ${reason}` }
  }
  if (!isStrict) return { name, outcome: 'pass', message: `fails, as a warning only: ${reason}` }
  if (isOverridden) return { name, outcome: 'skipped', message: `fails, let through: ${reason}` }
  return { name, outcome: 'failure', message: reason }
}

function renderCase({ name, outcome, message }: TestCase, classname: string): XmlElement {
  const attributes = { name, classname }
  if (message === '') return { name: 'testcase', attributes }
  const why: XmlElement =
    outcome === 'pass'
      ? { name: 'system-out', text: message }
      : { name: outcome, attributes: { message, type: outcome }, text: message }
  return { name: 'testcase', attributes, children: [why] }
}

/** From the first request to the last answer. */
function describeSpan(result: Result): { readonly timestamp?: string; readonly time: string } {
  let first = Number.POSITIVE_INFINITY
  let end = 0
  for (const { sentAt, latency } of startsOfBothSides(result)) {
    if (sentAt === null) continue
    first = Math.min(first, sentAt)
    end = Math.max(end, sentAt + (latency ?? 0))
  }
  // Some readers show a suite without a time as one of "NaNms".
  if (end === 0) return { time: '0' }
  const timestamp = new Date(first).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)
  return { timestamp, time: ((end - first) / 1000).toFixed(3) }
}
