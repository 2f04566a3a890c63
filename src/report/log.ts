import { formatTime } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import type { SummaryClass } from '../verdict/summary.ts'
import { RESULT_ICONS, VERDICT_ICONS } from './markdown.ts'

const CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']

/** The result as lines for the log of the job, where nothing renders Markdown. */
export function renderLog({ verdict, checks, classes }: Result): readonly string[] {
  const rules = checks.map(
    ({ rule, result, reason }) => `${RESULT_ICONS[result]} ${rule.text}: ${reason}`,
  )
  const starts = CLASSES.flatMap((name) => {
    const { latency, init } = classes[name]
    if (latency === null) return []
    const ofInit = init === null ? '' : `, init p50 ${formatTime(init.p50)}`
    return [
      `${name}: n ${latency.n}, latency p50 ${formatTime(latency.p50)}, p95 ${formatTime(latency.p95)}, max ${formatTime(latency.max)}${ofInit}`,
    ]
  })
  return [...starts, ...rules, `${VERDICT_ICONS[verdict.kind]} ${verdict.kind}: ${verdict.summary}`]
}
