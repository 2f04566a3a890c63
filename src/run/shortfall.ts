import type { BaselineRun, Reference } from '../comparison/reference.ts'
import type { LoadPlan } from '../config/load-plan.ts'
import { type FunctionDescription, isSameCode } from '../function-facts.ts'
import type { Invocation } from '../load/invocation.ts'
import { formatCount, formatTime } from '../units.ts'
import { type Disturbed, phraseDisturbed } from '../verdict/disturbed.ts'
import type { Measured } from '../verdict/measured.ts'

/** Notes on what kind of comparison it was, as far as that is not what readers expect. */
export function describeComparison(
  reference: Reference,
  facts: FunctionDescription | undefined,
  plan: Pick<LoadPlan, 'steps'>,
): readonly string[] {
  if (reference.kind === 'refused') return [`Not compared: ${reference.reason}.`]
  if (reference.kind === 'none' || facts === undefined) return []
  const { run } = reference
  const notes: string[] = []
  if (run.isStored) {
    notes.push(
      'The baseline is a stored run, so only large changes can be told from drift: up to +20 % is never a fail.',
    )
  } else if (isSameCode(facts, run.facts)) {
    notes.push(
      'This is an A/A test: the baseline is the function itself, so every difference is noise and a fail would be a false alarm.',
    )
  }
  const single = whySingleForm(run, plan)
  if (single !== undefined) {
    notes.push(
      `${single}, so what one set of environments differs by from another does not average out: the comparison is less sure, and changes of about 10 % may stay open.`,
    )
  }
  return notes
}

function whySingleForm(run: BaselineRun, { steps }: Pick<LoadPlan, 'steps'>): string | undefined {
  if (run.isStored) return undefined
  if (run.whyNotRecycled !== undefined) {
    return `The baseline's environments could not be replaced between rounds (${run.whyNotRecycled})`
  }
  return steps.some((step) => step.kind === 'rounds')
    ? undefined
    : 'Each side was measured with one set of environments, without `rounds`'
}

/** A note for readers of figures that no rule judges. */
export function describeDisturbance(disturbed: Disturbed | undefined): readonly string[] {
  const why = phraseDisturbed(disturbed)
  if (why === undefined) return []
  const capitalised = why.charAt(0).toUpperCase() + why.slice(1)
  return [`${capitalised}; measure again when nothing else deploys.`]
}

/** Notes on what is missing from a measurement that is otherwise sound. */
export function describeGaps({ classified, counts }: Measured): readonly string[] {
  const notes: string[] = []
  const { missing, matched, unreadable } = counts
  if (missing > 0 && matched > 0) {
    notes.push(
      `${formatCount(missing, 'REPORT line')} did not arrive in time; those requests count as unknown.`,
    )
  }
  const { gaveUp, withoutInitReport } = classified
  if (gaveUp.length > 0) {
    notes.push(
      `${formatCount(gaveUp.length, 'request')} had no answer after up to ${formatTime(gaveUp.reduce((most, one) => Math.max(most, one), 0))}; their latency is at least that.`,
    )
  }
  if (withoutInitReport > 0) {
    notes.push(
      `${formatCount(withoutInitReport, 'cold start')} initialised again inside the invocation, but the line about the first attempt (INIT_REPORT) never came; their init is at least what is shown.`,
    )
  }
  if (unreadable > 0) {
    notes.push(
      `${formatCount(unreadable, 'log line')} looked like a platform line and could not be read.`,
    )
  }
  return notes
}

/** Why there is nothing to judge; empty when there is. */
export function describeNothing(
  { counts }: Measured,
  invocations: readonly Invocation[],
  facts: FunctionDescription | undefined,
): readonly string[] {
  if (counts.answered === 0) return [noAnswer(invocations)]
  return counts.matched === 0 ? [noReport(counts.answered, facts?.logGroup ?? '')] : []
}

function noAnswer(invocations: readonly Invocation[]): string {
  const reasons = new Map<string, number>()
  for (const { answer } of invocations) {
    if (answer.kind === 'answered') continue
    reasons.set(answer.reason, (reasons.get(answer.reason) ?? 0) + 1)
  }
  const [most] = [...reasons].sort((a, b) => b[1] - a[1])
  if (most === undefined) return 'no request was sent'
  return `none of the ${invocations.length} requests was answered; most often: ${most[0]}`
}

function noReport(answered: number, logGroup: string): string {
  return `no REPORT line of any of the ${formatCount(answered, 'answered request')} arrived in ${logGroup}; does the function's own role allow logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents, and is this its log group?`
}
