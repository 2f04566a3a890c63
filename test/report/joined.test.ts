import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { joinRuns } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import { makeJoinedAnnotations } from '../../src/report/annotations.ts'
import { printJoinedCsv, renderCsv } from '../../src/report/csv.ts'
import { printJoinedJson } from '../../src/report/joined-json.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderJoinedLog, renderLog } from '../../src/report/log.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { makeJoinedOutputs, makeOutputs } from '../../src/report/outputs.ts'
import { alone, type Joined } from '../../src/verdict/joined.ts'
import { expectGolden } from '../golden.ts'
import { STUDY } from '../study-rule.ts'
import { coldStarts, makeCompared } from './comparisons.ts'
import { makeResult, STARTS } from './results.ts'
import { joined, makeMany, makeSetup, makeSix } from './setups.ts'

const TWO = ['disk', 's3'].map((label, i) => makeSetup(label, 1 + i / 4))
const SLOW = makeSetup('s3', 5)
const HOSTILE = '</summary>|`@everyone` [x](http://evil) <img src=x>\n::error::--> "];'

const goldens: readonly (readonly [string, () => Joined])[] = [
  ['two-setups-pass', () => joined(TWO)],
  ['two-setups-one-fails', () => joined([...TWO.slice(0, 1), SLOW])],
  ['six-setups', () => joined(makeSix())],
  [
    'three-setups-one-not-measured',
    () =>
      joined(
        [...TWO, makeSetup('zip', 1, { failures: ['the run was cancelled'], starts: [] })],
        ['legs/broken/report.json is no JSON'],
        ['A note on all of them.'],
      ),
  ],
  ['twelve-setups', () => makeMany(12, {})],
  [
    'setups-near-the-size-limit',
    () => makeMany(30, { notes: ['The load ended early: max-cost ($5.00) was reached.'] }),
  ],
]

test.each(goldens)('the report on several setups: %s', (name, make) => {
  expectGolden(`joined-${name}.md`, renderJoinedMarkdown(make()))
})

const several = joined([...TWO.slice(0, 1), SLOW], [], ['A note on all of them.'])
const json = (value: Joined) => JSON.parse([...printJoinedJson(value)].join(''))

test('of one setup everything is what it is of a run by itself', () => {
  const result = makeResult()
  const one = alone(result)
  expect([...printJoinedJson(one)].join('')).toBe(renderJson(result))
  expect(renderJoinedMarkdown(one)).toBe(renderMarkdown(result))
  expect([...printJoinedCsv(one)].join('')).toBe(renderCsv(result.classified.starts))
  expect(renderJoinedLog(one)).toEqual(renderLog(result))
  expect(makeJoinedOutputs(one)).toEqual(makeOutputs(result))
})

describe('report.json of several setups', () => {
  const report = json(several)

  test('has each in the ordinary shape', () => {
    expect(report.setups).toEqual(several.setups.map((setup) => JSON.parse(renderJson(setup))))
  })

  test('has the verdict, the sums and every check with its setup at the top', () => {
    expect(report).toMatchObject({ schema: 1, verdict: 'fail', summary: several.verdict.summary })
    expect(report.counts).toMatchObject({ sent: 580, answered: 580, matched: 580, missing: 0 })
    expect(report.cost).toEqual({ usd: 0.5, gbSeconds: 37_500 })
    expect(report.notes).toEqual(['A note on all of them.'])
    expect(
      report.checks.map(({ setup, rule, result }: Record<string, string>) => [setup, rule, result]),
    ).toEqual([
      ['disk', 'cold.init.p95 <= 15s', 'pass'],
      ['disk', 'warm.latency.p95 <= 200ms', 'pass'],
      ['disk', 'errors.count == 0', 'pass'],
      ['s3', 'cold.init.p95 <= 15s', 'fail'],
      ['s3', 'warm.latency.p95 <= 200ms', 'pass'],
      ['s3', 'errors.count == 0', 'pass'],
    ])
  })

  test('says null where several have nothing in common, and has every field of one', () => {
    for (const name of [
      'label',
      'function',
      'plan',
      'classes',
      'superCold',
      'baseline',
      'starts',
    ]) {
      expect([name, report[name]]).toEqual([name, null])
    }
    const known = new Set(Object.keys(report))
    const lost = Object.keys(report.setups[0]).filter((name) => !known.has(name))
    expect(lost).toEqual(['stopRules', 'differences', 'disturbed', 'imported', 'missing', 'gaveUp'])
  })

  test('can be joined again: its setups count as files', () => {
    const runs = readResult('all.json', JSON.stringify(report), STUDY)
    if (typeof runs === 'string') throw new Error(runs)
    const rules = several.setups[0].checks.map(({ rule }) => rule)
    const again = joinRuns([{ runs }], rules, [])
    expect(again.setups.map(({ classes }) => classes)).toEqual(
      several.setups.map(({ classes }) => classes),
    )
    expect(again.verdict).toEqual(several.verdict)
  })

  test('knows no cost where one setup has none', () => {
    const [first, ...others] = several.setups
    expect(json({ ...several, setups: [{ ...first, cost: null }, ...others] }).cost).toBeNull()
  })
})

test('starts.csv of several setups names the setup of each start', () => {
  const lines = [...printJoinedCsv(several)].join('').trimEnd().split('\n')
  expect(lines[0]).toMatch(/^setup,requestId,side,/)
  expect(lines).toHaveLength(1 + 2 * 290)
  expect(new Set(lines.slice(1).map((line) => line.split(',')[0]))).toEqual(new Set(['disk', 's3']))
})

test('outputs of several setups: sums, the failed rules by setup, no time that they have in common', () => {
  expect(makeJoinedOutputs(several)).toEqual({
    ...{ verdict: 'fail', summary: several.verdict.summary, invocations: '580' },
    ...{ 'warm-count': '400', 'cold-count': '140', 'super-cold-count': '40' },
    ...{ 'error-count': '0', 'missing-count': '0', 'cost-usd': '0.5' },
    ...{ 'cold-init-p50': '', 'cold-init-p95': '', 'cold-latency-p50': '' },
    ...{ 'cold-latency-p95': '', 'warm-latency-p95': '' },
    'failed-rules': '["s3: cold.init.p95 <= 15s"]',
  })
})

test('log and annotations name the setup', () => {
  expect(renderJoinedLog(several)).toContain(
    's3: ❌ cold.init.p95 <= 15s: init p95 is 25.67 s over 70 cold starts (95 % sure: at least 25.19 s)',
  )
  expect(renderJoinedLog(several).at(-1)).toBe(`❌ fail: ${several.verdict.summary}`)
  expect(makeJoinedAnnotations(several, 'warn').map(({ level, title }) => [level, title])).toEqual([
    ['error', 's3: cold.init.p95 <= 15s'],
    ['warning', 'Cold start gate'],
  ])
})

test('what a label lets through leaves no error annotation', () => {
  const { verdict } = several
  const overridden = { ...several, verdict: { ...verdict, kind: 'overridden' as const } }
  const levels = makeJoinedAnnotations(overridden, 'warn').map(({ level }) => level)
  expect(new Set(levels)).toEqual(new Set(['warning']))
})

describe('untrusted text', () => {
  const hostile = joined(
    [
      makeSetup(HOSTILE, 5, { notes: [HOSTILE], plan: `burst 1\n${HOSTILE}` }),
      makeSetup(`${HOSTILE}2`, 5, { failures: [HOSTILE] }),
    ],
    [HOSTILE],
    [HOSTILE],
  )

  test('begins no markup and mentions no one', () => {
    const outside = renderJoinedMarkdown(hostile)
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`\n]*`/g, '')
    expect(outside).not.toMatch(/@everyone|<img|(?<!\\)\]\(|-->/)
    expect(outside.match(/<\/summary>/g)).toHaveLength(outside.match(/<summary>/g)?.length ?? 0)
    expect(outside).not.toMatch(/(?<!\\)`@/)
  })

  test('ends no string of the chart', () => {
    const [chart = ''] = /```mermaid[\s\S]*?```/.exec(renderJoinedMarkdown(hostile)) ?? []
    expect(chart).toMatch(/x-axis \["[\w.: /-]+…?", "[\w.: /-]+…?"\]/)
  })
})

test('the comment on any number of setups has less than 60,000 characters and whole parts', () => {
  const texts = fc.constantFrom(
    '&'.repeat(500),
    '💥'.repeat(100),
    '\ud800'.repeat(70),
    'a|b'.repeat(60),
    'plain',
  )
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), texts, fc.nat(5), (count, text, notes) => {
      const result = makeSetup(text, 5, {
        notes: Array.from({ length: notes }, (_, i) => `${text}${i}`),
        plan: `burst 1\n${text}`,
        rules: ['cold.init.p95 <= 1ms', 'cold.init.p99.9 <= 9s', 'warm.count > 0'],
        starts: STARTS.slice(20, 60),
      })
      const setups = Array.from({ length: count }, (_, i) => ({ ...result, label: `${text} ${i}` }))
      const markdown = renderJoinedMarkdown(joined(setups))
      expect(markdown.length).toBeLessThan(59_900)
      expect(markdown.isWellFormed()).toBe(true)
      expect(markdown.split('<details>')).toHaveLength(markdown.split('</details>').length)
    }),
    { numRuns: 30 },
  )
})

test('the head counts the requests of all sides that the cost is of, as the outputs do', () => {
  const compared = makeCompared({
    rules: ['cold.init.p50 <= baseline + 5%'],
    baseline: coldStarts('baseline', 1),
    candidate: coldStarts('candidate', 1),
  })
  const other = makeSetup('s3', 1)
  const all = joined([compared, other])
  const { invocations } = makeJoinedOutputs(all)
  const own = compared.counts.sent + other.counts.sent
  expect(Number(invocations)).toBe(own + (compared.baseline?.counts.sent ?? 0))
  expect(renderJoinedMarkdown(all)).toContain(`2 setups · ${invocations} requests · $`)
  expect(json(all).counts.sent).toBe(own)
})

test('very many setups are told with their thousands', () => {
  const setups = Array.from({ length: 1_200 }, (_, i) => ({ ...SLOW, label: `s${i}` }))
  expect(joined(setups).verdict.summary).toContain('fail 1,200 of 1,200 setups')
})
