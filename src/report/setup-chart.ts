import type { Result } from '../verdict/result.ts'
import { shorten } from './escape.ts'
import { renderDetails } from './table.ts'

/** More names than these would be drawn across each other. */
const MOST_SETUPS = 24

/**
 * Cold starts of each setup, as a mermaid chart: p50 as bars, p95 as a line. Labels keep only
 * characters that mean nothing to mermaid.
 */
export function renderSetupChart(setups: readonly Result[]): string {
  const measured = setups.flatMap(({ label, classes }) => {
    const { latency } = classes['any-cold']
    return latency === null ? [] : { label, latency }
  })
  if (measured.length < 2 || measured.length > MOST_SETUPS) return ''
  const seconds = (stat: 'p50' | 'p95'): string =>
    measured.map(({ latency }) => (latency[stat] / 1000).toFixed(2)).join(', ')
  const names = measured.map(({ label }) => `"${shorten(label.replace(/[^\w.: /-]+/g, '_'), 30)}"`)
  const top = measured.reduce((most, { latency }) => Math.max(most, latency.p95), 0)
  const chart = [
    '```mermaid',
    'xychart-beta',
    '  title "Latency of cold starts: p50 as bars, p95 as a line"',
    `  x-axis [${names.join(', ')}]`,
    `  y-axis "seconds" 0 --> ${Math.ceil(top * 1.05) / 1000}`,
    `  bar [${seconds('p50')}]`,
    `  line [${seconds('p95')}]`,
    '```',
  ].join('\n')
  const sentence =
    'Cold and super-cold starts together; bars are p50, the line is p95. The table above has the figures.'
  return renderDetails('The setups side by side', `${sentence}\n\n${chart}`)
}
