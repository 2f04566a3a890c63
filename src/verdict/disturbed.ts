import type { Side } from '../load/invocation.ts'
import { type Check, inconclusive } from './check.ts'

/** What others changed of each side while it was measured, such as "code"; null where nothing. */
export type Disturbed = Readonly<Record<Side, readonly string[] | null>>

const WHOSE = { candidate: 'the function', baseline: 'the baseline' } as const

/** A sentence without its end; undefined when nothing was changed. */
export function phraseDisturbed(disturbed: Disturbed | undefined): string | undefined {
  const told = (['candidate', 'baseline'] as const).flatMap((side) => {
    const what = disturbed?.[side] ?? null
    return what === null
      ? []
      : [`${WHOSE[side]} was updated by someone else while it was measured (${what.join(', ')})`]
  })
  return told.length === 0 ? undefined : told.join(', and ')
}

/** Figures of two deployments in one tell nothing of either, whatever they come to. */
export function withoutVerdicts(checks: readonly Check[], why: string): readonly Check[] {
  const reason = `${why}; measure again when nothing else deploys`
  return checks.map(({ rule, limit }) => ({
    ...inconclusive(reason, 0),
    rule,
    limit,
    comparison: null,
    decidedAfter: null,
    looks: [],
  }))
}
