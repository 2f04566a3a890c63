import { describe, expect, test } from '@jest/globals'
import { renderCsv } from '../../src/report/csv.ts'
import { renderHow } from '../../src/report/how.ts'
import { renderJson } from '../../src/report/json.ts'
import { makeOutputs } from '../../src/report/outputs.ts'
import { startsOfBothSides } from '../../src/verdict/result.ts'
import { BASELINE_FACTS, coldStarts, makeCompared } from './comparisons.ts'
import { makeResult } from './results.ts'

const RULES = ['cold.init.p50 <= baseline + 5%', 'errors.rate <= baseline + 1%']
const choice = {
  rules: [...RULES, 'cold.init.max <= baseline', 'cold.init.p50 <= 9s'],
  baseline: coldStarts('baseline', 1),
  candidate: coldStarts('candidate', 1.2),
}
const turns = makeCompared(choice)
const stored = makeCompared({ ...choice, run: { isStored: true } })
const json = JSON.parse(renderJson(turns))

describe('report.json of a comparison', () => {
  test('has the baseline with its function, its counts and its classes', () => {
    const { state, specialKinds, variablesUnreadable, ...described } = BASELINE_FACTS
    expect(json.baseline).toEqual({
      label: 'census-gbm-main',
      function: described,
      counts: expect.objectContaining({ sent: 40, matched: 40, missing: 0 }),
      classes: expect.objectContaining({ cold: expect.objectContaining({ count: 40 }) }),
      missing: [],
      whyNotRecycled: null,
    })
    expect(json.baseline.classes.cold.init.p50).toBeLessThan(json.classes.cold.init.p50)
    expect(Object.keys(json.baseline.classes)).toEqual(Object.keys(json.classes))
  })

  test('says why the baseline kept its environments', () => {
    const { baseline } = makeCompared({ ...choice, run: { whyNotRecycled: 'version 41' } })
    expect(baseline?.whyNotRecycled).toBe('version 41')
    const kept = makeCompared({ ...choice, run: { whyNotRecycled: 'version 41' } })
    expect(JSON.parse(renderJson(kept)).baseline.whyNotRecycled).toBe('version 41')
  })

  test('has what changed', () => {
    expect(json.differences).toEqual([
      {
        what: 'code (SHA-256)',
        baseline: BASELINE_FACTS.codeSha256,
        candidate: expect.stringMatching(/^9f2c/),
      },
    ])
  })

  test('has the change of a rule, and after how many rounds it was decided', () => {
    expect(json.checks[0]).toMatchObject({
      rule: RULES[0],
      result: 'fail',
      decidedAfter: 4,
      n: 40,
      comparison: { nBaseline: 40, isImprovement: false },
    })
    const { comparison, limit } = json.checks[0]
    expect(Object.keys(comparison).toSorted()).toEqual(
      [
        'baseline',
        'change',
        'high',
        'isBaselineAtLeast',
        'isImprovement',
        'low',
        'nBaseline',
      ].toSorted(),
    )
    expect(limit).toBeCloseTo(1.05 * comparison.baseline, 6)
    expect(comparison.low).toBeLessThan(comparison.change)
  })

  test('has no change where there was none to tell, and no round where all were needed', () => {
    const [, rate, max, absolute] = json.checks
    expect(rate).toMatchObject({ decidedAfter: null, comparison: { baseline: 0, change: 0 } })
    expect(max).toMatchObject({ result: 'inconclusive', decidedAfter: null, comparison: null })
    expect(absolute).toMatchObject({ comparison: null, decidedAfter: 4 })
  })

  test('has the starts of both sides, in the order of sending', () => {
    const sides = json.starts.map(({ side }: { readonly side: string }) => side)
    expect(sides.filter((side: string) => side === 'baseline')).toHaveLength(40)
    expect(sides).toHaveLength(80)
    const sentAt = json.starts.map((start: { readonly sentAt: number }) => start.sentAt)
    expect(sentAt).toEqual(sentAt.toSorted((a: number, b: number) => a - b))
    expect(json.starts[0]).toMatchObject({ round: 0 })
    expect(json.starts.at(-1)).toMatchObject({ round: 3 })
  })
})

describe('a stored baseline', () => {
  test('brings its figures, and none of its starts', () => {
    const report = JSON.parse(renderJson(stored))
    expect(report.baseline.counts.matched).toBe(160)
    expect(report.starts).toHaveLength(40)
    expect(new Set(startsOfBothSides(stored).map(({ side }) => side))).toEqual(
      new Set(['candidate']),
    )
  })

  test('was not invoked by this run', () => {
    expect(makeOutputs(stored).invocations).toBe('40')
  })
})

test('starts.csv has the rows of both sides', () => {
  const [header, ...rows] = renderCsv(startsOfBothSides(turns)).trimEnd().split('\n')
  expect(header).toMatch(/^requestId,side,step,round,/)
  expect(rows).toHaveLength(80)
  expect(rows.filter((row) => /^[^,]+,baseline,0,[0-3],/.test(row))).toHaveLength(40)
  expect(rows.filter((row) => /^[^,]+,candidate,0,[0-3],/.test(row))).toHaveLength(40)
})

test('the outputs count the invocations of both sides, and the starts of the candidate', () => {
  expect(makeOutputs(turns)).toMatchObject({
    verdict: 'fail',
    invocations: '80',
    'cold-count': '40',
    'failed-rules': JSON.stringify([RULES[0]]),
  })
})

describe('how it was measured', () => {
  test('tells of the baseline and of the rounds', () => {
    const how = renderHow(turns)
    expect(how).toContain('- Baseline: sent 40, matched 40; 0 REPORT lines of other callers')
    expect(how).toContain('- Rounds: 4 of at most 16; in each, both sides got new environments')
    expect(renderHow(stored)).toContain('- Baseline: a stored run with 160 matched requests.')
    expect(renderHow(stored)).not.toContain('Rounds:')
    expect(renderHow(makeResult())).not.toMatch(/Baseline|Rounds/)
  })

  test('tells when the last super-cold start was ready, where there was one', () => {
    expect(renderHow(makeResult())).toMatch(
      / The last super-cold start was ready 1\d\.\d\d s after the first request\.\n/,
    )
    expect(renderHow(turns)).not.toContain('The last super-cold start')
  })
})
