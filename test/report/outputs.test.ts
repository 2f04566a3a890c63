import { expect, test } from '@jest/globals'
import { makeOutputs } from '../../src/report/outputs.ts'
import { FAILING, makeResult, makeUnmeasured, ONE_BURST } from './results.ts'

test('outputs are plain numbers in ms, and the failed rules as JSON', () => {
  const result = makeResult({
    rules: FAILING,
    counts: { failed: 2, functionErrors: 1, missing: 3 },
  })
  expect(makeOutputs(result)).toEqual({
    verdict: 'fail',
    summary: result.verdict.summary,
    invocations: '295',
    'warm-count': '200',
    'cold-count': '70',
    'super-cold-count': '20',
    'error-count': '3',
    'missing-count': '3',
    'cold-init-p50': '4400',
    'cold-init-p95': '5133.559322',
    'cold-latency-p50': '4818',
    'cold-latency-p95': '5621.247458',
    'warm-latency-p95': '121.6',
    'cost-usd': '0.25',
    'failed-rules': '["cold.init.p50 <= 3s","super-cold.share <= 10%","errors.count == 0"]',
  })
})

test('what does not exist is empty, never 0', () => {
  const outputs = makeOutputs(makeUnmeasured())
  const times = Object.entries(outputs).filter(([name]) => /-p\d\d$/.test(name))
  expect(times).toHaveLength(5)
  for (const [, value] of times) expect(value).toBe('')
  expect(makeOutputs(makeResult({ starts: ONE_BURST }))['super-cold-count']).toBe('')
})

test('when nothing trustworthy was measured no rule counts as failed', () => {
  const outputs = makeOutputs(makeResult({ rules: FAILING, failures: ['the run was cancelled'] }))
  expect(outputs).toMatchObject({ verdict: 'error', 'failed-rules': '[]' })
})

const figures: readonly (readonly [number, string])[] = [
  [0, '0'],
  [10, '10'],
  [100, '100'],
  [0.0000004, '0'],
  [0.00000123, '0.000001'],
  [0.05, '0.05'],
  [1234.5, '1234.5'],
]
test.each(figures)('%d is written as %s', (usd, text) => {
  const outputs = makeOutputs({ ...makeResult(), cost: { usd, gbSeconds: 0 } })
  expect(outputs['cost-usd']).toBe(text)
})
