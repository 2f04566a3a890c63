import { expect, test } from '@jest/globals'
import { renderMarkdown } from '../../src/report/markdown.ts'
import type { Result } from '../../src/verdict/result.ts'
import { expectGolden } from '../golden.ts'
import {
  CUT,
  FAILING,
  makeOverridden,
  makeResult,
  makeUnmeasured,
  ONE_BURST,
  PASSING,
} from './results.ts'

const LOST = { missing: 3, failed: 2, gaveUp: 2, throttled: 4, dropped: 5 }

const goldens: readonly (readonly [string, () => Result])[] = [
  ['pass', () => makeResult()],
  ['fail', () => makeResult({ rules: FAILING })],
  ['inconclusive', () => makeResult({ rules: [...PASSING, 'cold.init.p99.9 <= 6s'] })],
  ['warn', () => makeResult({ rules: [...PASSING, 'cold.init.p50 <= 3s !warn'] })],
  ['overridden', makeOverridden],
  ['no-rules', () => makeResult({ rules: [] })],
  ['error-nothing-measured', makeUnmeasured],
  [
    'error-half-measured',
    () =>
      makeResult({ rules: FAILING, failures: ['the run was cancelled'], counts: { missing: 7 } }),
  ],
  [
    'censored',
    () =>
      makeResult({
        starts: CUT,
        rules: ['cold.latency.p95 <= 20s', 'cold.latency.p95 <= 60s', 'cold.latency.p50 <= 6s'],
      }),
  ],
  [
    'undetermined-super-cold',
    () =>
      makeResult({ starts: ONE_BURST, rules: ['super-cold.share <= 10%', 'cold.init.p95 <= 6s'] }),
  ],
  [
    'incomplete',
    () =>
      makeResult({
        counts: { ...LOST, foreign: 6, functionErrors: 1 },
        notes: [
          '3 REPORT lines did not arrive in time; those requests count as unknown.',
          'The load ended early: max-cost ($5.00) was reached.',
        ],
        unreadable: ['REPORT RequestId: `x` | Duration: soon <b>@everyone</b>'],
      }),
  ],
]

test.each(goldens)('the report of a run: %s', (name, make) => {
  expectGolden(`report-${name}.md`, renderMarkdown(make()))
})

test('an error is never worded as a regression, whatever the rules say', () => {
  const [first = ''] = renderMarkdown(
    makeResult({ rules: FAILING, failures: ['the run was cancelled'] }),
  ).split('\n')
  expect(first).toBe('### 💥 Could not measure: the run was cancelled')
})

test('the url that was loaded is told, and is only text', () => {
  const endpoint = 'POST https://a.example/`<b>@everyone</b>` (signed)'
  const text = renderMarkdown({ ...makeResult(), endpoint })
  // Of a backtick only the look is kept, so that nothing ends the code.
  expect(text).toContain(
    '- Loaded over HTTP: `POST https://a.example/ˋ<b>@everyone</b>ˋ (signed)`. Latency and overhead contain the way through it.\n',
  )
  expect(renderMarkdown(makeResult())).not.toContain('over HTTP')
})
