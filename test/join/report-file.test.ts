import { describe, expect, test } from '@jest/globals'
import { readResult } from '../../src/join/read-result.ts'
import { renderJson } from '../../src/report/json.ts'
import { FACTS, makeResult, makeUnmeasured, STARTS } from '../report/results.ts'
import { STUDY } from '../study-rule.ts'

const document = (): ReturnType<typeof JSON.parse> =>
  JSON.parse(renderJson(makeResult({ starts: STARTS.slice(0, 3), counts: { missing: 1 } })))

test('a result file gives all of the run back, its starts as they were measured', () => {
  const result = makeResult({ counts: { missing: 2, gaveUp: 1 }, notes: ['A note.'] })
  const { state, specialKinds, variablesUnreadable, ...facts } = FACTS
  expect(readResult('a.json', renderJson(result), STUDY)).toEqual([
    {
      source: 'a.json',
      ...{ label: 'census-gbm', facts, planText: result.planText },
      starts: result.classified.starts,
      counts: result.counts,
      missing: ['missing-0', 'missing-1'],
      gaveUp: [60_000],
      baseline: undefined,
      stopRules: result.checks.map(({ rule }) => rule.text),
      notes: ['A note.'],
      failure: undefined,
    },
  ])
})

test('a run that could not measure says why, without the words that a verdict adds', () => {
  expect(readResult('a.json', renderJson(makeUnmeasured()), STUDY)).toMatchObject([
    {
      facts: undefined,
      starts: [],
      failure: expect.stringMatching(/^lambda:GetFunction was refused/),
    },
  ])
})

test('a baseline of another run is not part of this one', () => {
  const stored = document()
  const { function: facts, counts } = stored
  stored.baseline = { label: 'main', function: facts, counts, missing: [], whyNotRecycled: null }
  expect(readResult('a.json', JSON.stringify(stored), STUDY)).toMatchObject([
    { baseline: undefined },
  ])
})

describe('a file that does not hold together is refused', () => {
  type Change = (report: ReturnType<typeof document>) => void
  const rows: readonly (readonly [string, Change, string])[] = [
    [
      'more sent than told',
      (report) => {
        report.counts.sent += 1
      },
      'counts: they do not add up',
    ],
    [
      'a start is gone',
      (report) => {
        report.starts.pop()
      },
      'starts: not as many as counts.matched',
    ],
    [
      'a missing one is gone',
      (report) => {
        report.missing = []
      },
      'missing: not as many as counts.missing',
    ],
    [
      'a start comes twice',
      (report) => {
        report.starts[1] = report.starts[0]
      },
      'starts: a request id comes twice',
    ],
    [
      'one given up too many',
      (report) => {
        report.gaveUp = [1]
      },
      'gaveUp: not as many as counts.gaveUp',
    ],
    [
      'a later schema',
      (report) => {
        report.schema = 2
      },
      'schema: expected 1',
    ],
  ]
  test.each(rows)('%s', (_, change, why) => {
    const report = document()
    change(report)
    expect(readResult('a.json', JSON.stringify(report), STUDY)).toBe(
      `is no report of this action (${why})`,
    )
  })

  test('in one setup of several: the setup is told by its number', () => {
    const broken = { ...document(), counts: null }
    const text = JSON.stringify({ schema: 1, setups: [document(), broken] })
    expect(readResult('a.json', text, STUDY)).toBe(
      'is no report of this action (counts: expected Object), in setup 2 of 2',
    )
    expect(readResult('a.json', '{"setups": []}', STUDY)).toBe('is a joined report without a setup')
    const many = JSON.stringify({ setups: Array.from({ length: 301 }, () => 1) })
    expect(readResult('a.json', many, STUDY)).toBe('has more setups than any report')
  })

  test('a joined report within a joined one', () => {
    const text = JSON.stringify({ setups: [{ setups: [document()] }] })
    expect(readResult('a.json', text, STUDY)).toMatch(
      /^is no report of this action \(schema: missing\)/,
    )
  })
})

test('keys that JavaScript knows change nothing', () => {
  const text = renderJson(makeResult()).replace(
    '{',
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}},',
  )
  const hostile = text
    .replace('"starts": [', '"starts": [')
    .replaceAll('"requestId"', '"__proto__":{"latency":1},"requestId"')
  expect(readResult('a.json', hostile, STUDY)).toMatchObject([{ label: 'census-gbm' }])
  expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined()
})
