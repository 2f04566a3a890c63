import type { FunctionDescription } from '../function-facts.ts'
import { formatThousands, formatTime } from '../units.ts'

/** One thing in which two deployments differ; untrusted text. */
export type Difference = {
  readonly what: string
  readonly baseline: string
  readonly candidate: string
}

const ASPECTS: readonly {
  readonly what: string
  readonly tell: (facts: FunctionDescription) => string
}[] = [
  { what: 'memory', tell: ({ memoryMB }) => `${formatThousands(memoryMB)} MB` },
  { what: 'architecture', tell: ({ architecture }) => architecture },
  { what: 'package type', tell: ({ packageType }) => packageType },
  { what: 'region', tell: regionOf },
  { what: 'runtime', tell: ({ runtime }) => runtime ?? '–' },
  { what: 'time limit', tell: ({ timeout }) => formatTime(timeout) },
  { what: 'SnapStart', tell: ({ snapStart }) => (snapStart ? 'on' : 'off') },
  {
    what: 'package size',
    tell: ({ codeSize }) => (codeSize === null ? '–' : `${formatThousands(codeSize)} bytes`),
  },
  { what: 'code (SHA-256)', tell: ({ codeSha256 }) => codeSha256 ?? '–' },
]

/** What changed between baseline and candidate, as far as the configuration tells. */
export function differencesOf(
  baseline: FunctionDescription,
  candidate: FunctionDescription,
): readonly Difference[] {
  return ASPECTS.flatMap(({ what, tell }) => {
    const difference = { what, baseline: tell(baseline), candidate: tell(candidate) }
    return difference.baseline === difference.candidate ? [] : [difference]
  })
}

/** Another size or machine is another function: times of a stored run say nothing about it. */
const MUST_AGREE = ['memory', 'architecture', 'package type', 'region']

/**
 * Why a stored run cannot be compared with; undefined when it can.
 *
 * @param plans as the users wrote them, without comments.
 */
export function whyIncomparable(
  baseline: FunctionDescription,
  candidate: FunctionDescription,
  plans: { readonly baseline: string; readonly candidate: string },
): string | undefined {
  const found = differencesOf(baseline, candidate)
    .filter(({ what }) => MUST_AGREE.includes(what))
    .map((one) => `its ${one.what} is ${one.baseline}, here it is ${one.candidate}`)
  if (plans.baseline !== plans.candidate) {
    const [before, after] = [plans.baseline, plans.candidate].map((plan) =>
      plan.replace(/\n/g, '; '),
    )
    found.push(`its load plan is "${before}", here it is "${after}"`)
  }
  return found.length === 0 ? undefined : found.join(', ')
}

function regionOf({ arn }: FunctionDescription): string {
  return arn.split(':')[3] ?? ''
}
