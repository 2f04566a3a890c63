import { formatTime, type Ms } from '../units.ts'
import type { Phase } from './environment.ts'
import type { ImportProfile } from './import-profile.ts'
import { formatSigned } from './phrase-imports.ts'
import type { MedianCost } from './side-profile.ts'

/** One import of either side, as tables tell it. */
export type CostRow = {
  readonly name: string
  readonly phase: Phase
  /** Null where the candidate does not import it. */
  readonly time: Ms | null
  /** Null where the baseline does not import it, or was not profiled. */
  readonly before: Ms | null
  /** "+1.20 s", "≈" for nothing that is sure, '' for what is not compared. */
  readonly change: string
  readonly holder: MedianCost['holder']
}

/** Most expensive first; what the candidate does no longer import stands at its former time. */
export function costRows({ candidate, baseline, changes }: ImportProfile): readonly CostRow[] {
  const before = new Map(baseline?.costs.map((cost) => [keyOf(cost), cost]))
  const changeOf = new Map(changes.map(({ name, change }) => [name, formatSigned(change)]))
  const rows = candidate.costs.map(({ name, phase, time, holder }) => ({
    ...{ name, phase, time, holder },
    before: before.get(keyOf({ name, phase }))?.time ?? null,
    change: phase === 'init' && baseline !== null ? (changeOf.get(name) ?? '≈') : '',
  }))
  const gone = changes.flatMap((one) =>
    one.after !== null
      ? []
      : {
          ...{ name: one.name, phase: 'init' as const, time: null, before: one.before },
          ...{ change: formatSigned(one.change), holder: null },
        },
  )
  const size = ({ time, before: then }: CostRow): Ms => time ?? then ?? 0
  return [...rows, ...gone].toSorted((a, b) => size(b) - size(a))
}

export function formatTimeOrNone(time: Ms | null): string {
  return time === null ? '–' : formatTime(time)
}

function keyOf({ name, phase }: Pick<MedianCost, 'name' | 'phase'>): string {
  return `${phase} ${name}`
}
