import type { Step } from '../config/load-plan.ts'
import type { Rule } from '../config/threshold.ts'
import { describeComparison } from '../run/shortfall.ts'
import { separate } from '../starts/classify.ts'
import type { Start } from '../starts/start.ts'
import { inconclusive } from '../verdict/check.ts'
import type { Sides } from '../verdict/judge-relative.ts'
import type { Measured } from '../verdict/measured.ts'
import { looksBefore } from '../verdict/policy.ts'
import { conclude, type Result } from '../verdict/result.ts'
import { makeSequence, type Sequence } from '../verdict/sequence.ts'
import type { Setup } from './setup.ts'
import type { StoredRun } from './stored-run.ts'

/**
 * Judges the rules on one setup.
 *
 * @param compared how many setups of the job have a baseline: they share its risk of a false alarm.
 */
export function judgeSetup(rules: readonly Rule[], setup: Setup, compared: number): Result {
  const { run, plan, measured, reference, effort } = setup
  const { facts, label, notes, imported, disturbed } = run
  const sequence = withoutUnanswered(sequenceOf(rules, setup, compared), run)
  const result = conclude({ label, plan }, sequence, {
    ...{ facts, measured, reference, effort },
    notes: [...notes, ...describeComparison(reference, facts, plan)],
    disturbed,
    failures: failuresOf(run, measured),
    unreadable: [],
  })
  return imported === undefined ? result : { ...result, imported }
}

/** What an imported file does not have would read as "none happened". */
function withoutUnanswered(sequence: Sequence, { imported }: StoredRun): Sequence {
  if (imported === undefined) return sequence
  const { rules, reason } = imported.unanswered
  const isUnanswered = ({ metric }: Rule): boolean =>
    rules === 'all' || (metric.kind === 'total' && rules.includes(metric.total))
  return {
    ...sequence,
    conclude: (sides, share) =>
      sequence.conclude(sides, share).map((check) => {
        if (!isUnanswered(check.rule)) return check
        const { rule, limit, decidedAfter } = check
        return {
          ...inconclusive(reason, 0),
          rule,
          limit,
          comparison: null,
          decidedAfter,
          looks: [],
        }
      }),
  }
}

function failuresOf({ failure, imported }: StoredRun, { counts }: Measured): readonly string[] {
  if (failure !== undefined) return [failure]
  return counts.matched === 0 && !imported?.toolFigures ? ['no start was measured'] : []
}

/**
 * Rounds that could end early were ended by what they showed. Judging what they left as one sample
 * would be wrong more often than a verdict may be, so the looks are taken again, on the rounds of
 * all shards in the order of their beginning. What is open after the last round that ran has the
 * risk that is due by the next one. Rounds that nobody looked at are one sample.
 */
function sequenceOf(rules: readonly Rule[], setup: Setup, compared: number): Sequence {
  const { run, plan, reference, effort } = setup
  const of = effort?.of ?? 0
  const together = (step: Step): Step => (step.kind === 'rounds' ? { ...step, rounds: of } : step)
  const [first, ...others] = plan.steps
  const steps = [together(first), ...others.map(together)] as const
  const sequence = makeSequence(rules, { steps }, reference.kind === 'measured', compared)
  if (effort === undefined || run.stopRules.length === 0) return sequence
  const { rounds } = effort
  for (const after of looksBefore(of)) {
    if (after <= rounds) sequence.look(sidesAfter(setup, after), after)
  }
  const share = Math.min(1, (rounds + 1) / of)
  return { ...sequence, conclude: (sides) => sequence.conclude(sides, share) }
}

/** Both sides as they were after so many rounds. */
function sidesAfter({ plan, measured, reference }: Setup, after: number): Sides {
  const step = plan.steps.findIndex(({ kind }) => kind === 'rounds')
  const hadBegun = (start: Start): boolean =>
    start.round === null ? start.step < step : start.round < after
  const { classified, counts, cost } = measured
  const { starts, superCold } = separate(classified.starts.filter(hadBegun))
  const matched = starts.length
  const candidate = {
    classified: { ...classified, starts, superCold },
    counts: { ...counts, matched },
    cost,
  }
  if (reference.kind !== 'measured') return { candidate, reference, plan }
  const run = { ...reference.run, starts: reference.run.starts.filter(hadBegun) }
  return { candidate, reference: { kind: 'measured', run }, plan }
}
