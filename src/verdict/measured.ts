import type { Cost } from '../cost.ts'
import type { Classified } from '../starts/classify.ts'
import type { Counts } from './summary.ts'

/** What was measured of one side, as far as rules need it. */
export type Measured = {
  readonly classified: Classified
  readonly counts: Counts
  /** Null when nothing is known of the function's size. */
  readonly cost: Cost | null
}
