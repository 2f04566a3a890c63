import type { Setting } from '../../bench/verdict-quality/rules.ts'
import type { Result, Score } from '../../bench/verdict-quality/score.ts'

const NOISES = ['ml-container', 'zip', 'image']

/** A score of a rule that fails in this share of the runs and passes the others. */
export function failing(fail: number): Score {
  return { pass: 1 - fail, fail, inconclusive: 0, starts: 100 }
}

/** Results of a rule on all noise tables. */
export function results(
  setting: Setting,
  alarms: number,
  power: number,
  noises: readonly string[] = NOISES,
): readonly Result[] {
  return noises.map((noise) => ({
    name: setting === 'ours' ? 'this action' : 'a peer',
    setting,
    noise,
    scores: {
      unchanged: failing(alarms),
      slower5: failing(0.5),
      slower10: failing(power),
      slower20: failing(1),
      superCold15: failing(0.9),
    },
  }))
}
