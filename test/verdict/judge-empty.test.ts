import { expect, test } from '@jest/globals'
import { CLASSES, MEASURES } from '../../src/config/threshold.ts'
import { judgeText, makeRun, repeat } from './runs.ts'

const STATS = ['p50', 'p99.9', 'min', 'mean', 'max']
const nothing = makeRun([])

const everyMeasure = CLASSES.flatMap((name) =>
  MEASURES.flatMap((measure) =>
    STATS.map((stat) => `${name}.${measure}.${stat} <= ${measure === 'memory' ? '9MB' : '9s'}`),
  ),
)
const everyCount = CLASSES.flatMap((name) => [`${name}.count <= 9`, `${name}.share <= 90%`])
const totals = ['errors.count == 0', 'errors.rate <= 50%', 'throttles.count == 0']

test('a run in which nothing was measured passes no rule of any form', () => {
  for (const text of [...everyMeasure, ...everyCount, ...totals, 'missing.count == 0']) {
    expect({ text, result: judgeText(text, nothing).result }).toEqual({
      text,
      result: 'inconclusive',
    })
  }
})

test('a class that the load did not reach passes no rule about its times', () => {
  const warmOnly = makeRun(repeat(100, 'warm'))
  for (const text of everyMeasure.filter((rule) => /^(cold|any-cold|super-cold)\./.test(rule))) {
    expect({ text, result: judgeText(text, warmOnly).result }).toEqual({
      text,
      result: 'inconclusive',
    })
  }
})

test('but that there was no cold start among many is a figure', () => {
  const warmOnly = makeRun(repeat(100, 'warm'))
  expect(judgeText('any-cold.count == 0', warmOnly).result).toBe('pass')
  expect(judgeText('cold.share <= 5%', warmOnly).result).toBe('pass')
})

// Ten settled cold starts are the reference; thirty fresh ones took as long.
const settledAndFresh = [...repeat(10, 'cold'), ...repeat(30, 'cold', { wave: 'fresh' })]

test('super-cold starts that were looked for and did not happen pass', () => {
  const run = makeRun(settledAndFresh)
  expect(run.classified.superCold.status).toBe('none')
  for (const text of [
    'super-cold.latency.p95 <= 1ms',
    'super-cold.count == 0',
    'super-cold.share <= 10%',
  ]) {
    expect({ text, result: judgeText(text, run).result }).toEqual({ text, result: 'pass' })
  }
  expect(judgeText('super-cold.latency.p95 <= 1ms', run)).toMatchObject({
    observed: null,
    n: 0,
    reason: 'no super-cold start happened',
  })
})

test('a request without a result may have been the only super-cold one', () => {
  const run = makeRun(settledAndFresh, { missing: 1 })
  expect(judgeText('super-cold.latency.p95 <= 1ms', run).result).toBe('inconclusive')
  expect(judgeText('super-cold.count == 0', run).result).toBe('inconclusive')
})

test('super-cold starts that cannot be told apart pass nothing, and the reason says why', () => {
  const run = makeRun(repeat(40, 'cold', { wave: 'fresh' }))
  expect(run.classified.superCold.status).toBe('undetermined')
  const rules = everyMeasure.concat(everyCount).filter((rule) => rule.startsWith('super-cold.'))
  for (const text of rules) {
    const { result, observed, reason } = judgeText(text, run)
    expect({ text, result, observed }).toEqual({ text, result: 'inconclusive', observed: null })
    expect(reason).toContain('could not be told from cold ones: one mode only')
  }
})
