import { median, sortSample } from '../statistics/sample.ts'
import type { Ms } from '../units.ts'
import type { EnvironmentImports, Phase, Root } from './environment.ts'
import { costsOf, type Holder, type ImportCost } from './import-costs.ts'
import { prune, sumOf } from './import-tree.ts'

/** What became of the requests of the profile's own wave; none of them counts anywhere else. */
export type WaveCounts = {
  readonly sent: number
  readonly answered: number
  readonly failed: number
  readonly throttled: number
  /** Answered ones with a REPORT line. */
  readonly matched: number
  /** As far as REPORT lines told it. */
  readonly billed: Ms
  /** Environments whose import lines were found. */
  readonly profiled: number
}

/** The imports of one deployment; all times are medians over environments. */
export type SideProfile = {
  readonly counts: WaveCounts
  /** Init of these environments, which the tracing makes longer; null when no line tells it. */
  readonly init: Ms | null
  /** All imports of init, the runtime's own among them. */
  readonly imports: Ms
  /** Those that the first request waited for. */
  readonly inRequest: Ms
  /** Most expensive first; in an `ImportProfile`, only those that it has room for. */
  readonly costs: readonly MedianCost[]
  /** Of the environment whose imports took the middle time, without what is too small to be seen. */
  readonly tree: readonly Root[]
  /** Over all environments. */
  readonly lines: {
    readonly read: number
    readonly orphans: number
    readonly unreadable: number
    /** Environments in which a helper process printed among the handler's imports. */
    readonly mixed?: number | undefined
  }
}

export type MedianCost = {
  readonly name: string
  readonly phase: Phase
  readonly time: Ms
  readonly holder: Holder | null
  /** One for each environment, in any order; 0 where it was not imported. */
  readonly times: readonly Ms[]
}

/** Of all imports: less than a pixel of a wide chart. */
const LEAST_SHARE = 1 / 1_500

/** @param inits of the cold starts of these environments. */
export function summariseSide(
  environments: readonly EnvironmentImports[],
  inits: readonly Ms[],
  counts: WaveCounts,
): SideProfile {
  const sum = (name: 'lines' | 'orphans' | 'unreadable'): number =>
    environments.reduce((total, own) => total + own[name], 0)
  return {
    counts,
    init: medianOf(inits),
    imports: medianOf(environments.map((one) => timeOf(one, ['runtime', 'init']))) ?? 0,
    inRequest: medianOf(environments.map((one) => timeOf(one, ['request']))) ?? 0,
    costs: medianCosts(environments.map(costsOf)),
    tree: treeOf(environments),
    lines: {
      read: sum('lines'),
      orphans: sum('orphans'),
      unreadable: sum('unreadable'),
      mixed: environments.filter(({ isMixed }) => isMixed).length,
    },
  }
}

function timeOf({ roots }: EnvironmentImports, phases: readonly Phase[]): Ms {
  return sumOf(roots.flatMap(({ node, phase }) => (phases.includes(phase) ? node : [])))
}

function medianCosts(all: readonly (readonly ImportCost[])[]): readonly MedianCost[] {
  const byKey = Map.groupBy(all.flat(), ({ name, phase }) => `${phase} ${name}`)
  const costs = [...byKey.values()].flatMap((own) => {
    const [{ name, phase }] = own as [ImportCost, ...ImportCost[]]
    const absent = Array.from({ length: all.length - own.length }, () => 0)
    const times = [...own.map(({ time }) => time), ...absent]
    const middle = own.toSorted((a, b) => a.time - b.time)[Math.floor((own.length - 1) / 2)]
    return { name, phase, time: medianOf(times) ?? 0, holder: middle?.holder ?? null, times }
  })
  return costs.toSorted((a, b) => b.time - a.time || (a.name < b.name ? -1 : 1))
}

/** A tree of medians would not add up. */
function treeOf(environments: readonly EnvironmentImports[]): readonly Root[] {
  const bySize = environments.toSorted(
    (a, b) => timeOf(a, ['runtime', 'init']) - timeOf(b, ['runtime', 'init']),
  )
  const roots = bySize[Math.floor((bySize.length - 1) / 2)]?.roots ?? []
  const least = sumOf(roots.map(({ node }) => node)) * LEAST_SHARE
  return roots.flatMap(({ phase, node }) =>
    prune([node], least).map((pruned) => ({ phase, node: pruned })),
  )
}

function medianOf(times: readonly Ms[]): Ms | null {
  const sample = sortSample(times)
  return sample === undefined ? null : median(sample)
}
