import { phraseImports } from '../profile/phrase-imports.ts'
import { formatTime } from '../units.ts'
import { type Joined, onlyOf } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import type { MeasureSummary, SummaryClass } from '../verdict/summary.ts'
import { RESULT_ICONS, VERDICT_ICONS } from './rules.ts'

const CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']

/** The result as lines for the log of the job, where nothing renders Markdown. */
export function renderLog(result: Result): readonly string[] {
  return [...renderFigures(result), renderVerdict(result)]
}

/** The same for each setup, and the verdict on all of them. */
export function renderJoinedLog(joined: Joined): readonly string[] {
  const only = onlyOf(joined)
  if (only !== undefined) return renderLog(only)
  const figures = joined.setups.flatMap((setup) =>
    renderFigures(setup).map((line) => `${setup.label}: ${line}`),
  )
  return [...figures, renderVerdict(joined)]
}

function renderVerdict({ verdict }: Pick<Result, 'verdict'>): string {
  return `${VERDICT_ICONS[verdict.kind]} ${verdict.kind}: ${verdict.summary}`
}

function renderFigures({
  checks,
  classes,
  noAnswer,
  imported,
  profile,
}: Result): readonly string[] {
  const rules = checks.map(
    ({ rule, result, reason }) => `${RESULT_ICONS[result]} ${rule.text}: ${reason}`,
  )
  const starts = CLASSES.flatMap((name) => {
    const { latency, init, count } = classes[name]
    if (latency === null && !count) return []
    const told = latency === null ? `n ${count}, latency unknown` : describeLatency(latency)
    const ofInit = init === null ? '' : `, init p50 ${formatFigure(init, 'p50')}`
    return [`${name}: ${told}${ofInit}`]
  })
  if (noAnswer !== null) starts.push(`no answer: ${describeLatency(noAnswer)}`)
  if (imported?.toolFigures) {
    const { tool, n, figures, atLeast } = imported.toolFigures
    starts.push(`all, by ${tool}: ${describeLatency({ n, ...figures, atLeast })}`)
  }
  const imports = profile === undefined ? [] : [phraseImports(profile)]
  return [...starts, ...imports, ...rules]
}

/** Of a tool's own figures, those that it does not have are null. */
type Latency = Readonly<Record<'p50' | 'p95' | 'max', number | null>> &
  Pick<MeasureSummary, 'n' | 'atLeast'>

function describeLatency(latency: Latency): string {
  const [p50, p95, max] = (['p50', 'p95', 'max'] as const).map((stat) =>
    formatFigure(latency, stat),
  )
  return `n ${latency.n}, latency p50 ${p50}, p95 ${p95}, max ${max}`
}

function formatFigure(summary: Latency, stat: 'p50' | 'p95' | 'max'): string {
  const value = summary[stat]
  if (value === null) return 'unknown'
  return `${summary.atLeast.includes(stat) ? '≥ ' : ''}${formatTime(value)}`
}
