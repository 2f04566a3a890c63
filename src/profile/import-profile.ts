import type { Ms } from '../units.ts'
import type { MedianCost, SideProfile } from './side-profile.ts'

/** Which imports a cold start is spent on, from a wave of its own. */
export type ImportProfile = {
  readonly candidate: SideProfile
  /** Null when no other side was profiled. */
  readonly baseline: SideProfile | null
  /** What differs for sure, largest first. */
  readonly changes: readonly ImportChange[]
}

/** An import of init that takes another time than in the baseline. */
export type ImportChange = {
  readonly name: string
  /** Null where it is not imported. */
  readonly before: Ms | null
  readonly after: Ms | null
  /** The median now less the median before. */
  readonly change: Ms
}

/** Of each side; more rows nobody reads. What stays of one stays of both, to be told side by side. */
const MOST_COSTS = 60
/** With fewer on a side, two that differ by chance lie apart too often. */
export const FEWEST_TO_COMPARE = 4
const LEAST_CHANGE: Ms = 10
const LEAST_SHARE = 0.05

export function makeProfile(candidate: SideProfile, baseline: SideProfile | null): ImportProfile {
  const changes = changesOf(candidate, baseline)
  const shown = new Set(
    [
      ...changes.map(({ name }) => ({ name, phase: 'init' as const })),
      ...candidate.costs.slice(0, MOST_COSTS),
      ...(baseline?.costs.slice(0, MOST_COSTS) ?? []),
    ].map(keyOf),
  )
  const cut = (side: SideProfile): SideProfile => ({
    ...side,
    costs: side.costs.filter((cost) => shown.has(keyOf(cost))),
  })
  return { candidate: cut(candidate), baseline: baseline && cut(baseline), changes }
}

function keyOf({ name, phase }: Pick<MedianCost, 'name' | 'phase'>): string {
  return `${phase} ${name}`
}

/**
 * The rule: every environment of the one side took longer than every one of the other, by 10 ms and
 * 5 % between the medians. Of 5 and 5 equal ones, that happens by chance in 2 of 252.
 */
function changesOf(candidate: SideProfile, baseline: SideProfile | null): readonly ImportChange[] {
  if (baseline === null || !isComparable(candidate) || !isComparable(baseline)) return []
  const before = byName(baseline)
  const after = byName(candidate)
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [a, b] = [before.get(name), after.get(name)]
    const times = [a?.times ?? [0], b?.times ?? [0]] as const
    const change = (b?.time ?? 0) - (a?.time ?? 0)
    const isLarge = Math.abs(change) >= Math.max(LEAST_CHANGE, LEAST_SHARE * (a?.time ?? 0))
    if (!isLarge || !liesApart(...times)) return []
    return [{ name, before: a?.time ?? null, after: b?.time ?? null, change }]
  })
  return changes.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change))
}

function isComparable({ counts }: SideProfile): boolean {
  return counts.profiled >= FEWEST_TO_COMPARE
}

function byName({ costs }: SideProfile): ReadonlyMap<string, MedianCost> {
  return new Map(costs.flatMap((cost) => (cost.phase === 'init' ? [[cost.name, cost]] : [])))
}

function liesApart(a: readonly Ms[], b: readonly Ms[]): boolean {
  return Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a)
}
