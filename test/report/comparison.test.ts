import { expect, test } from '@jest/globals'
import { renderMarkdown } from '../../src/report/markdown.ts'
import type { Start } from '../../src/starts/start.ts'
import type { Result } from '../../src/verdict/result.ts'
import { expectGolden } from '../golden.ts'
import { coldStarts, makeCompared } from './comparisons.ts'
import { FACTS } from './results.ts'

const RULES = [
  'cold.init.p50 <= baseline + 5% & +100ms',
  'cold.init.p95 <= baseline + 10%',
  'cold.memory.p50 <= baseline + 5%',
  'errors.rate <= baseline + 1%',
]
const baseline = coldStarts('baseline', 1)
const cut = (_: Start, i: number): Partial<Start> =>
  i % 10 < 3 ? { latency: 29_000, duration: 25_000, censored: true, error: 'timeout' } : {}

const goldens: readonly (readonly [string, () => Result])[] = [
  [
    'relative-fail',
    () =>
      makeCompared({
        rules: [...RULES, 'cold.init.p50 <= 9s'],
        baseline,
        candidate: coldStarts('candidate', 1.24, () => ({ maxMemory: 1600 })),
      }),
  ],
  [
    'improvement',
    () => makeCompared({ rules: RULES, baseline, candidate: coldStarts('candidate', 0.8) }),
  ],
  [
    'inconclusive-comparison',
    () =>
      makeCompared({
        rules: [...RULES, 'cold.init.p99 <= baseline + 10%'],
        baseline,
        candidate: coldStarts('candidate', 1.056),
      }),
  ],
  [
    'not-compared',
    () =>
      makeCompared({
        rules: [...RULES, 'cold.init.p50 <= 9s'],
        baseline: [],
        candidate: coldStarts('candidate', 1),
        reference: {
          kind: 'refused',
          reason:
            'the stored baseline is not comparable: its memory is 1,024 MB, here it is 3,008 MB',
        },
      }),
  ],
  [
    'stored-baseline',
    () =>
      makeCompared({
        rules: RULES,
        baseline,
        candidate: coldStarts('candidate', 1.6),
        run: { isStored: true },
      }),
  ],
  [
    'a-a-test',
    () =>
      makeCompared({
        rules: RULES,
        baseline,
        candidate: coldStarts('candidate', 1),
        facts: FACTS,
        run: { label: 'census-gbm' },
      }),
  ],
  [
    'published-baseline',
    () =>
      makeCompared({
        rules: RULES,
        baseline,
        candidate: coldStarts('candidate', 1.1),
        facts: { ...FACTS, version: '41', codeSha256: '0c1d' },
        run: {
          label: 'census-gbm:41',
          whyNotRecycled: 'version 41 is published, and a published version never changes',
        },
      }),
  ],
  [
    'censored-comparison',
    () =>
      makeCompared({
        rules: ['cold.latency.p50 <= baseline + 5%', 'cold.latency.p95 <= baseline + 10%'],
        baseline: coldStarts('baseline', 1, cut),
        candidate: coldStarts('candidate', 1.3, cut),
      }),
  ],
]

test.each(goldens)('the report of a comparison: %s', (name, make) => {
  expectGolden(`report-${name}.md`, renderMarkdown(make()))
})

test('a baseline that kept its environments is not told to have got new ones', () => {
  const published = goldens.find(([name]) => name === 'published-baseline')?.[1]
  expect(published && renderMarkdown(published())).toContain(
    'in each, the candidate got new environments; the baseline kept its own and started as many more.',
  )
})

test('figures of a share beside the baseline are shares, and of memory MB', () => {
  const result = makeCompared({ rules: RULES, baseline, candidate: coldStarts('candidate', 1) })
  const text = renderMarkdown(result)
  expect(text).toContain('| `cold.memory.p50 <= baseline + 5%` | 1,400 MB → 1,400 MB |')
  expect(text).toContain('| `errors.rate <= baseline + 1%` | 0 % → 0 % |')
})
