import { describe, expect, test } from '@jest/globals'
import { joinRuns } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import { printJoinedJson } from '../../src/report/joined-json.ts'
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

test('what was loaded over HTTP comes back, and what a gateway cut off', () => {
  const [start] = STARTS
  if (start === undefined) throw new Error('no start')
  const cut = { ...start, censored: true, isCutOff: true, overhead: null }
  const endpoint = 'POST https://api.example.com/score'
  const result = { ...makeResult({ starts: [cut] }), endpoint }
  expect(readResult('a.json', renderJson(result), STUDY)).toMatchObject([
    { endpoint, starts: [cut] },
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
      'a time that no Date has',
      (report) => {
        report.starts[1].sentAt = 8.64e15 + 1
      },
      'starts.1.sentAt: expected <=8640000000000000',
    ],
    [
      'a time of which the sum is none',
      (report) => {
        report.starts[1].billed = 1.7e308
      },
      'starts.1.billed: expected <=1000000000000',
    ],
    [
      'a difference of that size',
      (report) => {
        report.starts[1].overhead = -1.7e308
      },
      'starts.1.overhead: expected >=-1000000000000',
    ],
    [
      'one given up after that time',
      (report) => {
        report.gaveUp = [1.7e308]
      },
      'gaveUp.0: expected <=1000000000000',
    ],
    [
      'a label that nobody can see',
      (report) => {
        report.label = ' \u200B '
      },
      'label: expected >=1',
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

test.each([
  ['spaces around it', ' caf\u00E9\t'],
  ['the spelling of macOS', 'cafe\u0301'],
])('a label is the same with %s', (_, label) => {
  const text = JSON.stringify({ ...document(), label })
  expect(readResult('a.json', text, STUDY)).toMatchObject([{ label: 'caf\u00E9' }])
})

test('a last moment and a byte order mark are read', () => {
  const report = document()
  report.starts[0].sentAt = 8.64e15
  expect(readResult('a.json', `\uFEFF${JSON.stringify(report)}`, STUDY)).toMatchObject([
    { label: 'census-gbm' },
  ])
})

describe('a joined report that is an error', () => {
  const failed = JSON.parse(renderJson(makeUnmeasured()))
  const runsOf = (head: object, ...setups: readonly object[]) => {
    const text = JSON.stringify({ schema: 1, ...head, setups })
    const runs = readResult('all.json', text, STUDY)
    if (typeof runs === 'string') throw new Error(runs)
    return runs
  }
  const lost = { verdict: 'error', summary: 'could not measure everything: b.json is no JSON' }

  test('stays one, and its setups are still shown', () => {
    const runs = runsOf(lost, document(), { ...document(), label: 's3' })
    expect(joinRuns([{ runs }], [], [])).toMatchObject({
      verdict: {
        kind: 'error',
        summary: 'could not measure everything: all.json: b.json is no JSON',
      },
      setups: [{ verdict: { kind: 'pass' } }, { verdict: { kind: 'pass' } }],
    })
  })

  test('because of a setup tells that once', () => {
    const [own] = runsOf({}, failed)
    const summary = `could not measure everything: ${own?.label}: ${own?.failure}`
    const both = `${summary}; b.json is no JSON`
    expect(runsOf({ verdict: 'error', summary }, document(), failed)[0]?.incomplete).toBeUndefined()
    expect(runsOf({ verdict: 'error', summary: both }, failed)[0]?.incomplete).toBe(
      'b.json is no JSON',
    )
  })

  test('with one setup alone says why without the words that a verdict adds', () => {
    const runs = readResult('a.json', JSON.stringify({ ...document(), ...lost }), STUDY)
    expect(runs).toMatchObject([{ failure: 'b.json is no JSON' }])
  })

  test('without a reason is one, too', () => {
    expect(runsOf({ verdict: 'error' }, document())[0]?.incomplete).toBe('it does not say why')
    expect(runsOf({ verdict: 'pass' }, document())[0]?.incomplete).toBeUndefined()
  })

  test('or has another verdict than a text is refused', () => {
    expect(() => runsOf({ verdict: 1 }, document())).toThrow(
      'is no report of this action (verdict: expected string)',
    )
  })
})

test('joined again and again, an error keeps its sentence, with the file before what it lost', () => {
  const problem = 'b.json is no JSON'
  const given = [makeResult({ label: 'a' }), makeResult({ label: 's3' }), makeUnmeasured()]
  const runs = given.flatMap((result) => {
    const read = readResult('a.json', renderJson(result), STUDY)
    return typeof read === 'string' ? [] : read
  })
  const first = joinRuns([{ runs }, { problem }], [], [])
  const again = readResult('all.json', [...printJoinedJson(first)].join(''), STUDY)
  if (typeof again === 'string') throw new Error(again)
  const { verdict, setups } = joinRuns([{ runs: again }], [], [])
  expect(verdict).toEqual({
    kind: 'error',
    summary: first.verdict.summary.replace(problem, `all.json: ${problem}`),
  })
  expect(setups.map(({ label }) => label)).toEqual(first.setups.map(({ label }) => label))
})
