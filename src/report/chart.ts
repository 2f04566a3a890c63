import { formatCount } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { startsOf } from '../verdict/summary.ts'
import { renderDetails } from './table.ts'

/** More bars than this are thinner than a pixel on a phone. */
const MOST_POINTS = 100

/**
 * Every cold start by latency, as a mermaid chart. `xychart-beta` is the name that mermaid 10, 11
 * and 12 all parse; the sentence above says what a screen reader cannot see in it.
 */
export function renderChart({ classified }: Result): string {
  const cold = startsOf(classified.starts, 'any-cold')
  const latencies = cold
    .flatMap(({ latency }) => (latency === null ? [] : [latency / 1000]))
    .sort((a, b) => a - b)
  if (latencies.length < 2) return ''
  const points = thin(latencies).map((seconds) => seconds.toFixed(2))
  const top = Math.ceil((latencies.at(-1) ?? 1) * 1.05 * 100) / 100
  const chart = [
    '```mermaid',
    'xychart-beta',
    '  title "Latency of each cold start, fastest first"',
    `  x-axis "cold start" 1 --> ${latencies.length}`,
    `  y-axis "seconds" 0 --> ${top}`,
    `  bar [${points.join(', ')}]`,
    '```',
  ].join('\n')
  const atLeast = cold.some(({ censored }) => censored) ? '≥ ' : ''
  const noun = cold.every((start) => start.class === 'cold') ? 'cold' : 'cold and super-cold'
  const sentence = `The ${formatCount(latencies.length, `${noun} start`)} took from ${points[0]} s to ${atLeast}${points.at(-1)} s.`
  return renderDetails('Every cold start', `${sentence}\n\n${chart}`)
}

/** Evenly spread over the sorted values, both ends included. */
function thin(sorted: readonly number[]): readonly number[] {
  if (sorted.length <= MOST_POINTS) return sorted
  const step = (sorted.length - 1) / (MOST_POINTS - 1)
  return Array.from({ length: MOST_POINTS }, (_, i) => sorted[Math.round(i * step)] as number)
}
