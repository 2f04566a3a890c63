import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderChart } from '../../src/report/chart.ts'
import { makeStart } from '../verdict/runs.ts'
import { makeResult } from './results.ts'

/** What mermaid 10, 11 and 12 all parse, as tight as we write it: `npm run mermaid` asks them. */
const GRAMMAR =
  /```mermaid\nxychart-beta\n {2}title "[\w ,]+"\n {2}x-axis "[\w ]+" 1 --> (\d+)\n {2}y-axis "[\w ]+" 0 --> (\d+(?:\.\d{1,2})?)\n {2}bar \[(\d+\.\d\d(?:, \d+\.\d\d)+)\]\n```/

const latency = fc.oneof(
  fc.double({ min: 1, max: 900_000, noNaN: true }),
  fc.constantFrom(0.0001, 1e-9, 99.995, 900_000),
)

test('any chart keeps to the grammar, and shows every start or a hundred between both ends', () => {
  fc.assert(
    fc.property(fc.array(latency, { minLength: 2, maxLength: 250 }), (latencies) => {
      const starts = latencies.map((ms) => makeStart('cold', { latency: ms }))
      const text = renderChart(makeResult({ starts }))
      const [, count, top, bars = ''] = GRAMMAR.exec(text) ?? []
      const shown = bars.split(', ').map(Number)
      expect(Number(count)).toBe(latencies.length)
      expect(shown).toHaveLength(Math.min(100, latencies.length))
      expect(shown[0]).toBeCloseTo(Math.min(...latencies) / 1000, 2)
      expect(shown.at(-1)).toBeCloseTo(Math.max(...latencies) / 1000, 2)
      expect(shown).toEqual(shown.toSorted((a, b) => a - b))
      expect(Number(top)).toBeGreaterThan(0)
      expect(Number(top)).toBeGreaterThanOrEqual(shown.at(-1) ?? Number.NaN)
    }),
  )
})

test('there is none of a single start, which is in the table', () => {
  expect(renderChart(makeResult({ starts: [makeStart('cold')] }))).toBe('')
})
