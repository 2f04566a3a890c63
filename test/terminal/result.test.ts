import { describe, expect, test } from '@jest/globals'
import { renderHow as renderHtmlHow } from '../../src/html/how.ts'
import { renderHow } from '../../src/report/how.ts'
import { plain } from '../../src/terminal/paint.ts'
import { renderJoined, renderResult } from '../../src/terminal/result.ts'
import type { Joined } from '../../src/verdict/joined.ts'
import type { Result } from '../../src/verdict/result.ts'
import { expectGolden } from '../golden.ts'
import { makeImported, makeLogOnly } from '../html/reports.ts'
import { coldStarts, makeCompared } from '../report/comparisons.ts'
import { CUT, FACTS, FAILING, makeResult, makeUnmeasured, ONE_BURST } from '../report/results.ts'

const goldens: readonly (readonly [string, Result])[] = [
  [
    'fail',
    makeResult({
      rules: [...FAILING, 'cold.init.p99.9 <= 6s', 'cold.init.p50 <= 3s !warn'],
      notes: ['3 REPORT lines did not arrive.'],
    }),
  ],
  [
    'comparison',
    makeCompared({
      rules: ['cold.init.p50 <= baseline + 5%'],
      baseline: coldStarts('baseline', 1),
      candidate: coldStarts('candidate', 1.24),
    }),
  ],
  ['censored', makeResult({ starts: CUT, rules: ['cold.latency.p95 <= 20s'] })],
  ['undetermined', makeResult({ starts: ONE_BURST, rules: [] })],
  ['error', makeUnmeasured()],
]

test.each(goldens)('the result in a terminal: %s', (name, result) => {
  expectGolden(`cli-result-${name}.txt`, `${renderResult(result, plain).join('\n')}\n`)
})

test.each([
  ['af-south-1', 'af-south-1'],
  ['eu-west-1', 'us-east-1'],
])('a cost in %s is told as the list price of %s, in every report', (region, told) => {
  const arn = `arn:aws:lambda:${region}:123456789012:function:census-gbm`
  const result = makeResult({ facts: { ...FACTS, arn } })
  const price = `list price of ${told}`
  expect(renderResult(result, plain).join()).toContain(price)
  expect(renderHow(result)).toContain(price)
  expect(renderHtmlHow(result).markup).toContain(price)
})

test('text from outside cannot move the cursor or break a line', () => {
  const label = 'x\u001b[2J\r\ny'
  const text = renderResult(makeResult({ label, notes: ['a\u001b]0;title\u0007b\nc'] }), plain)
  expect(text.join('')).not.toMatch(/\p{Cc}/u)
})

test('styles change nothing but the style', () => {
  for (const [, result] of goldens) {
    const styled = renderResult(result, (style, text) => `<${style}>${text}</>`)
    const bare = styled.map((line) => line.replace(/<\w+>|<\/>/g, ''))
    expect(bare).toEqual(renderResult(result, plain))
  }
  expect(renderResult(makeUnmeasured(), (style) => style)[1]).toBe('bold')
})

describe('of a file of another tool', () => {
  const tableOf = (report: Joined): readonly string[] => {
    const lines = renderJoined(report, plain).map((line) => line.replace(/ {2,}/g, ' | '))
    expect(lines).not.toContain('No start was measured.')
    return lines.slice(lines.indexOf('Latency in ms, as the client saw it:') + 3)
  }

  test('a log without latencies shows how many starts of each class there were', () => {
    expect(tableOf(makeLogOnly()).slice(0, 3)).toEqual([
      'filter | cold | 3 | – | – | – | – | – | – | –',
      'filter | warm | 4 | – | – | – | – | – | – | –',
      'filter | reset | 1 | – | – | – | – | – | – | –',
    ])
  })

  test('its own figures have a row', () => {
    const [row] = tableOf(makeImported(['locust/DOCKER_DISK_v1_stats.csv']))
    expect(row).toMatch(/ \| all, by Locust \| 45 \| – \| – \| 65 \| 79 \| 1,300 \| /)
  })
})
