import { describe, expect, test } from '@jest/globals'
import { joinRuns } from '../../src/join/join.ts'
import type { StoredRun } from '../../src/join/stored-run.ts'
import { PASSING } from '../report/results.ts'
import { makeSetup, makeSix } from '../report/setups.ts'
import { makeRule, NOTHING } from '../verdict/runs.ts'
import { storedRun } from './stored-runs.ts'

const RULES = ['cold.init.p95 <= 6s', 'warm.latency.p95 <= 200ms'].map(makeRule)
const run = (label: string, factor = 1, changed: Partial<StoredRun> = {}): StoredRun => ({
  ...storedRun(makeSetup(label, factor, { rules: [] }), `${label}/report.json`),
  ...changed,
})
const join = (...runs: readonly StoredRun[]) => joinRuns([{ runs }], RULES, [])

test('labels become setups, ordered as people count', () => {
  const labels = ['s3-1090', 'disk-1090', 'disk-140', 's3-140', 'Disk-140']
  expect(join(...labels.map((label) => run(label))).setups.map(({ label }) => label)).toEqual([
    ...['disk-140', 'Disk-140', 'disk-1090', 's3-140', 's3-1090'],
  ])
})

test('six setups are judged by the same rules, each by itself', () => {
  const runs = makeSix({ rules: [] }).map((setup) => storedRun(setup, setup.label))
  const { setups, verdict } = joinRuns([{ runs }], [makeRule('cold.init.p95 <= 15s')], [])
  expect(setups.map(({ label, verdict: own }) => [label, own.kind])).toEqual([
    ...[
      ['disk-140MB', 'pass'],
      ['disk-420MB', 'pass'],
      ['disk-1090MB', 'fail'],
    ],
    ...[
      ['s3-140MB', 'pass'],
      ['s3-420MB', 'pass'],
      ['s3-1090MB', 'fail'],
    ],
  ])
  expect(verdict.summary).toMatch(/^merging would fail 2 of 6 setups: disk-1090MB would break /)
})

describe('the verdict is the worst, and its sentence names where', () => {
  const slow = run('s3', 2)
  const few = run('few', 1, {
    starts: run('few').starts.slice(20, 30),
    counts: { ...NOTHING, sent: 10, answered: 10, matched: 10 },
  })
  const broken = run('zip', 1, { failure: 'AWS refused lambda:InvokeFunction' })
  const rows: readonly (readonly [string, readonly StoredRun[], RegExp])[] = [
    [
      'pass',
      [run('a'), run('b')],
      /^merging keeps all 2 setups within their limits: all 2 rules hold for each \(180 cold starts of 580 starts\)$/,
    ],
    [
      'inconclusive',
      [run('a'), few],
      /^not enough data to judge 1 of 2 setups: few: 2 of 2 rules: /,
    ],
    [
      'fail',
      [run('a'), few, slow],
      /^merging would fail 1 of 3 setups: s3 would break 1 of 2 rules: cold\.init\.p95 is 10\.27 s, allowed is at most 6\.00 s$/,
    ],
    [
      'error',
      [run('a'), few, slow, broken],
      /^could not measure everything: zip: AWS refused lambda:InvokeFunction$/,
    ],
  ]
  test.each(rows)('%s', (kind, runs, sentence) => {
    const { verdict } = join(...runs)
    expect(verdict).toEqual({ kind, summary: expect.stringMatching(sentence) })
  })

  test('a rule that only warns, and no rule at all', () => {
    const runs = [run('a'), slow]
    expect(joinRuns([{ runs }], [makeRule('cold.init.p95 <= 6s !warn')], []).verdict).toEqual({
      kind: 'warn',
      summary:
        'merging keeps every blocking rule, with a warning for 1 of 2 setups: s3: cold.init.p95 is 10.27 s, allowed is at most 6.00 s',
    })
    expect(joinRuns([{ runs }], [], []).verdict).toEqual({
      kind: 'pass',
      summary: 'measured 2 setups: 180 cold starts of 580 starts; no thresholds were given',
    })
  })

  test("of one setup it is the setup's own", () => {
    expect(join(slow).verdict).toEqual(join(slow).setups[0].verdict)
    expect(join(slow).verdict.summary).toMatch(/^merging would break 1 of 2 rules: /)
  })
})

describe('what cannot be joined is an error, and the rest is reported', () => {
  test('a file that is none', () => {
    const problem = 'b.json is no JSON'
    const { verdict, setups } = joinRuns([{ runs: [run('a')] }, { problem }], RULES, [])
    expect(verdict).toEqual({ kind: 'error', summary: `could not measure everything: ${problem}` })
    expect(setups.map(({ verdict: own }) => own.kind)).toEqual(['pass'])
  })

  test('shards of two functions: the other setups are still there', () => {
    const other = run('a', 1, { source: 'b.json', planText: 'burst 1' })
    const { verdict, setups } = join(run('a'), other, run('c'))
    expect(verdict.kind).toBe('error')
    expect(verdict.summary).toContain('a/report.json and b.json are no shards of one setup')
    expect(setups.map(({ label }) => label)).toEqual(['c'])
  })

  test('a plan of another version', () => {
    expect(join(run('a'), run('b', 1, { planText: 'teleport 3' })).verdict.summary).toBe(
      'could not measure everything: b/report.json: the load plan cannot be read',
    )
  })

  test('rounds without number', () => {
    const [start, ...others] = run('b').starts
    const starts = [{ ...(start as NonNullable<typeof start>), round: 1e15 }, ...others]
    expect(
      join(run('a'), run('b', 1, { starts, planText: 'rounds 4 of 10' })).verdict.summary,
    ).toBe('could not measure everything: b/report.json: it has more rounds than its load plan')
  })

  test('a run that claims to have measured nothing, and to have passed', () => {
    const nothing = run('b', 1, { starts: [], counts: NOTHING })
    expect(join(nothing).verdict).toEqual({
      kind: 'error',
      summary: 'could not measure: no start was measured',
    })
  })

  test('more setups in all than a report can show', () => {
    const one = run('a')
    const many = (count: number, name = 's') => ({
      runs: Array.from({ length: count }, (_, i) => ({ ...one, label: `${name}${i}` })),
    })
    expect(joinRuns([many(200), many(100, 't')], [], []).setups).toHaveLength(300)
    const { setups, verdict } = joinRuns(
      [many(200), many(1_000, 't'), { problem: 'b.json is no JSON' }],
      [],
      [],
    )
    expect(setups.map(({ label }) => label)).toEqual(['no result'])
    expect(verdict.summary).toBe(
      'could not measure: the result files have 1,200 setups, and a report has at most 300; give this job fewer files; b.json is no JSON',
    )
  })

  test('nothing at all is reported as the error that it is', () => {
    expect(joinRuns([], RULES, [])).toMatchObject({
      verdict: { kind: 'error', summary: 'could not measure: no result file was found' },
      setups: [{ label: 'no result', checks: [], counts: { sent: 0 } }],
    })
    const problems = [{ problem: 'a.json is no JSON' }, { problem: 'b.json is no JSON' }]
    expect(joinRuns(problems, RULES, []).verdict.summary).toBe(
      'could not measure: a.json is no JSON; b.json is no JSON',
    )
  })
})

test('rules that only the measuring jobs have are not lost in silence', () => {
  const measured = run('a', 1, { stopRules: PASSING })
  expect(joinRuns([{ runs: [measured] }], [], []).notes).toEqual([
    expect.stringContaining('give `thresholds` to this job'),
  ])
  expect(join(measured).notes).toEqual([])
})

test('client times alone are judged, without what only AWS knows', () => {
  const starts = run('k6').starts.map((start) => ({
    ...start,
    ...{
      init: null,
      duration: null,
      overhead: null,
      billed: null,
      maxMemory: null,
      memorySize: null,
    },
  }))
  const imported = run('k6', 1, { facts: undefined, planText: '', starts })
  const rules = ['all.latency.max <= 60s', 'cold.init.p95 <= 6s', 'cost.usd <= 1'].map(makeRule)
  const { setups } = joinRuns([{ runs: [imported, run('k6-2')] }], rules, [])
  expect(setups[0].cost).toBeNull()
  expect(setups[0].checks.map(({ result }) => result)).toEqual([
    'pass',
    'inconclusive',
    'inconclusive',
  ])
})

describe('a stored baseline of this job', () => {
  const rules = [makeRule('cold.init.p50 <= baseline + 20%')]
  const judge = (runs: readonly StoredRun[], stored: readonly StoredRun[]) =>
    joinRuns([{ runs }], rules, stored).setups.map(({ label, checks: [check] }) => [
      label,
      check?.result,
      check?.comparison === null ? check.reason : 'compared',
    ])

  test('is compared setup by setup, by their labels', () => {
    const stored = [run('a'), run('b', 1.2)]
    expect(judge([run('a', 1.5), run('b', 1.2), run('c')], stored)).toEqual([
      ['a', 'fail', 'compared'],
      ['b', 'pass', 'compared'],
      ['c', 'inconclusive', 'not compared: the stored baseline has no setup "c"'],
    ])
  })

  test('with one setup serves all that are comparable', () => {
    const { facts } = run('b')
    const larger = run('b', 1, { facts: facts && { ...facts, memoryMB: 4096 } })
    expect(judge([run('a', 1.5), larger], [run('main')])).toEqual([
      ['a', 'fail', 'compared'],
      ['b', 'inconclusive', expect.stringContaining('its memory is 3,008 MB, here it is 4,096 MB')],
    ])
  })
})
