import { separate } from '../starts/classify.ts'
import { conclude, type Result } from '../verdict/result.ts'
import { makeSequence } from '../verdict/sequence.ts'
import type { Counts } from '../verdict/summary.ts'

const NONE: Counts = {
  sent: 0,
  answered: 0,
  failed: 0,
  throttled: 0,
  dropped: 0,
  matched: 0,
  missing: 0,
  foreign: 0,
  functionErrors: 0,
  gaveUp: 0,
  unreadable: 0,
}

/** What is reported where no result could be used: an error, which an older comment must not hide. */
export function reportNothing(failures: readonly string[]): Result {
  const plan = { text: '', steps: [{ kind: 'burst', count: 0 }] } as const
  const classified = { ...separate([]), missing: [], gaveUp: [], withoutInitReport: 0 }
  return conclude({ label: 'no result', plan }, makeSequence([], plan, false), {
    facts: undefined,
    measured: { classified, counts: NONE, cost: null },
    reference: { kind: 'none' },
    effort: undefined,
    notes: [],
    failures: failures.length === 0 ? ['no result file was found'] : failures,
    unreadable: [],
  })
}
