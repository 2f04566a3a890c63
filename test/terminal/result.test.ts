import { expect, test } from '@jest/globals'
import { plain } from '../../src/terminal/paint.ts'
import { renderResult } from '../../src/terminal/result.ts'
import type { Result } from '../../src/verdict/result.ts'
import { expectGolden } from '../golden.ts'
import { coldStarts, makeCompared } from '../report/comparisons.ts'
import { CUT, FAILING, makeResult, makeUnmeasured, ONE_BURST } from '../report/results.ts'

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
