import type { LoadPlan } from '../config/load-plan.ts'
import type { Rule } from '../config/threshold.ts'
import type { Check, Glance } from './check.ts'
import { judge } from './judge.ts'
import type { Sides } from './judge-relative.ts'
import { type Look, ONLY_LOOK } from './look.ts'
import { looksBefore } from './policy.ts'
import { testsOf, whyNotCompared } from './relative-rule.ts'

/** Judges the rules while the rounds go on, so that no round is run for nothing. */
export type Sequence = {
  /** Whether it is time to look: looking after every round would cost more than it saves. */
  readonly isLook: (rounds: number) => boolean
  /** @returns whether no rule has anything to learn from further rounds. */
  readonly look: (sides: Sides, rounds: number) => boolean
  /**
   * Judges once more, with all that was measured, what is not decided.
   *
   * @param share of all rounds that ran. 1, the whole rest of the risk, unless the rounds may have
   *   ended for what they showed.
   */
  readonly conclude: (sides: Sides, share?: number) => readonly Check[]
}

/** What is known of one rule that the rounds can settle. */
type Open = {
  readonly rule: Rule
  readonly sizes: number[]
  readonly looks: Glance[]
  decided: Check | undefined
}

/**
 * A rule that is decided at a look stays decided, with the figures of that look: what it may get
 * wrong was spent by then.
 *
 * Rules about other starts than settled cold ones learn nothing from rounds: they are judged once.
 *
 * @param isComparable whether there is a baseline to compare with.
 * @param setups how many setups of the job are compared, by the same rules: they share its risk.
 */
export function makeSequence(
  rules: readonly Rule[],
  { steps }: Pick<LoadPlan, 'steps'>,
  isComparable: boolean,
  setups = 1,
): Sequence {
  const tests = Math.max(1, setups * rules.reduce((sum, rule) => sum + testsOf(rule), 0))
  const rounds = steps.find((step) => step.kind === 'rounds')?.rounds ?? 0
  const due = looksBefore(rounds)
  const shares: number[] = []
  const open = new Map<Rule, Open>(
    (rounds === 0 ? [] : rules.filter((rule) => learnsFromRounds(rule, isComparable))).map(
      (rule) => [rule, { rule, sizes: [], looks: [], decided: undefined }],
    ),
  )

  function lookAt(share: number): Pick<Look, 'shares'> {
    return { shares: [...shares, share] as unknown as Look['shares'] }
  }

  return {
    isLook: (after) => due.includes(after) && open.size > 0,
    look: (sides, after) => {
      const { status, wave } = sides.candidate.classified.superCold
      const isMixed = status === 'undetermined' && wave.n > 0
      const share = after / rounds
      const look = lookAt(share)
      for (const one of open.values()) {
        if (one.decided !== undefined) continue
        // Super-cold starts are not told from cold ones yet: the class may still change.
        if (isMixed && one.rule.limit.kind === 'absolute') {
          one.sizes.push(0)
          continue
        }
        const check = judge(one.rule, sides, { ...look, sizes: one.sizes }, tests)
        one.looks.push(glanceAt(check, after))
        if (check.result === 'inconclusive') one.sizes.push(check.n)
        else one.decided = { ...check, decidedAfter: after, looks: one.looks }
      }
      shares.push(share)
      // The rounds are the reference that super-cold starts are told by.
      if (isMixed && rules.some(isAboutSuperCold)) return false
      return [...open.values()].every(({ decided }) => decided !== undefined)
    },
    conclude: (sides, share = 1) => {
      const look = lookAt(share)
      return rules.map((rule) => {
        const one = open.get(rule)
        if (one?.decided !== undefined) return one.decided
        const check = judge(rule, sides, one ? { ...look, sizes: one.sizes } : ONLY_LOOK, tests)
        return { ...check, looks: one?.looks ?? [] }
      })
    },
  }
}

function glanceAt(check: Check, rounds: number): Glance {
  const { result, observed, low, high, n, limit, comparison } = check
  return { rounds, result, observed, low, high, n, limit, comparison }
}

function isAboutSuperCold({ metric }: Rule): boolean {
  return metric.kind !== 'total' && metric.class === 'super-cold'
}

/** Percentiles and means of cold starts; one start, the slowest, can only ever get slower. */
function learnsFromRounds(rule: Rule, isComparable: boolean): boolean {
  const { metric, limit } = rule
  if (metric.kind !== 'measure' || (metric.class !== 'cold' && metric.class !== 'any-cold')) {
    return false
  }
  if (limit.kind === 'baseline') return isComparable && whyNotCompared(rule) === undefined
  const { stat } = metric
  return stat.kind === 'mean' || (stat.kind === 'percentile' && stat.p < 100)
}
