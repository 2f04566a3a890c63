import { type ActionOptions, type ActionRun, runAction } from '../action.ts'
import type { Cloud } from '../cloud/cloud.ts'
import type { TrueStart } from '../cloud/truth.ts'

/** One row of `starts` in report.json. */
export type ReportedStart = {
  readonly requestId: string
  readonly side: 'candidate' | 'baseline'
  readonly step: number
  readonly class: TrueStart['class']
  readonly environment: string
  readonly latency: number
  readonly init: number | null
  readonly duration: number | null
  readonly overhead: number | null
  readonly initKind: TrueStart['initKind']
  readonly wave: 'fresh' | 'settled'
  readonly censored: boolean
  readonly cutOff?: boolean
  readonly error: string | null
}

export type Report = {
  readonly verdict: string
  readonly summary: string
  readonly counts: Readonly<Record<string, number>>
  readonly classes: Readonly<Record<string, ReportedClass>>
  readonly superCold: { readonly status: string; readonly cutMs: number | null }
  readonly checks: readonly { readonly result: string; readonly reason: string }[]
  readonly baseline: {
    readonly label: string
    readonly counts: Readonly<Record<string, number>>
    readonly classes: Readonly<Record<string, ReportedClass>>
  } | null
  readonly notes: readonly string[]
  readonly starts: readonly ReportedStart[]
}

/** Null figures where the class is empty. */
type Figures = Readonly<Record<string, number | null>>
export type ReportedClass = {
  readonly count: number | null
  readonly latency: Figures
  readonly init: Figures
  readonly duration: Figures
  readonly overhead: Figures
}

/** Runs the bundle against the cloud; inputs as in a workflow that names the function `app`. */
export function gate(
  cloud: Cloud,
  inputs: Readonly<Record<string, string>>,
  options: Partial<ActionOptions> = {},
): Promise<ActionRun> {
  return runAction({
    ...options,
    inputs: { 'function-name': 'app', 'log-timeout': '20s', ...inputs },
    env: { ...cloud.variables, ...options.env },
  })
}

export function readReport(run: ActionRun): Report {
  const text = run.report('report.json')
  if (text === undefined) throw new Error(`No report.json was written:\n${run.stdout}`)
  return JSON.parse(text)
}

/** What the report says of each start beside what the cloud knows to be true. */
export function againstTruth(
  cloud: Cloud,
  { starts }: Report,
): {
  readonly reported: readonly object[]
  readonly actual: readonly object[]
} {
  const truth = new Map(cloud.truth().map((start) => [start.requestId, start]))
  const reported = starts.map((start) => ({
    id: start.requestId,
    class: start.class,
    kind: start.initKind,
    environment: start.environment,
    init: nearly(start.init, truth.get(start.requestId)?.initMs),
  }))
  const actual = starts.map(({ requestId }) => {
    const start = truth.get(requestId)
    const { class: name, initKind: kind, environment, initMs = null } = start ?? {}
    return { id: requestId, class: name, kind, environment, init: initMs }
  })
  return { reported, actual }
}

/**
 * The true figure where the reported one is near, else the reported. Log lines round; a re-run is
 * told from event times, which are whole milliseconds taken by a busy process.
 */
function nearly(reported: number | null, actual: number | null | undefined): number | null {
  if (reported === null || actual === null || actual === undefined) return reported
  return Math.abs(reported - actual) <= 2 + 0.02 * actual ? actual : reported
}
