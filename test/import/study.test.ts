import { describe, expect, test } from '@jest/globals'
import { parseThresholds } from '../../src/config/threshold.ts'
import { joinRuns } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import { printJoinedJson } from '../../src/report/joined-json.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { expectGolden } from '../golden.ts'
import { STUDY } from '../study-rule.ts'
import { classesOf, fixture, mustRead } from './fixture.ts'

type Figures = Readonly<
  Record<
    'requests' | 'n' | 'cut' | 'mean' | 'min' | 'max' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99',
    number
  >
> & { readonly atLeast: readonly string[] }

const expected = JSON.parse(fixture('study/expected.json')) as Readonly<Record<string, Figures>>
const setups = Object.entries(expected)
const pathOf = (setup: string): string => `study/${setup}_locust_logs.txt`

describe('Locust logs in the study’s form', () => {
  test.each(setups)('%s has numpy’s percentiles of its cold starts', (setup, figures) => {
    const run = mustRead(pathOf(setup), fixture(pathOf(setup)))
    const { requests, n, cut, atLeast, ...stats } = figures
    const { cold, warm } = classesOf(run)
    expect(run.label).toBe(setup)
    expect(run.counts).toMatchObject({ sent: requests, matched: requests, functionErrors: cut })
    expect(warm.count).toBe(requests - n)
    const { mean, ...exact } = stats
    expect(cold.latency).toMatchObject({ n, ...exact })
    // The sum of numpy is pairwise, which may differ in the last digit.
    expect(cold.latency?.mean).toBeCloseTo(mean, 8)
    expect(cold.latency?.atLeast.toSorted()).toEqual(atLeast)
  })

  test('no start has a figure that only the platform’s log could tell', () => {
    const [setup = ''] = setups[0] ?? []
    const { starts } = mustRead(pathOf(setup), fixture(pathOf(setup)))
    for (const start of starts) {
      const { init, duration, overhead, billed, maxMemory, environment } = start
      expect([init, duration, overhead, billed, maxMemory, environment]).toEqual(
        Array.from({ length: 6 }, () => null),
      )
    }
  })
})

describe('the report on six setups', () => {
  const files = setups.map(([setup]) => {
    const runs = readResult(pathOf(setup), fixture(pathOf(setup)), STUDY)
    if (typeof runs === 'string') throw new Error(runs)
    return { runs }
  })
  const markdown = renderJoinedMarkdown(joinRuns(files, [], []))

  test('has all of them in one table', () => {
    expectGolden('joined-imported-study.md', markdown)
  })

  test('prints what lies at the gateway’s limit as a bound, and what does not as it is', () => {
    for (const [setup, { n, p25, p50, p95, p99 }] of setups) {
      const row = markdown.match(new RegExp(`\\| ${setup.replace(/_/g, '\\\\_')} \\| cold .*`))?.[0]
      const shown = (value: number): string => Math.round(value).toLocaleString('en-US')
      expect(row).toContain(`| cold | ${n} |`)
      expect(row).toContain(`| ${shown(p25)} | ${shown(p50)} |`)
      const tail = `| ${p95 >= 29_000 ? '≥ 29.0 s' : shown(p95)} |`
      expect(row).toContain(tail)
      if (p99 >= 29_000) expect(row).toContain('| ≥ 29.0 s | ≥ 29.0 s |')
    }
  })
})

test('a report on imported files, read again, knows as little as before', () => {
  const { rules } = parseThresholds('errors.count <= 999\ncold.count <= 999\nmissing.count <= 0')
  const read = (source: string, text: string) => {
    const runs = readResult(source, text, STUDY)
    if (typeof runs === 'string') throw new Error(`${source} ${runs}`)
    return { runs }
  }
  const [setup = ''] = setups[0] ?? []
  const before = joinRuns(
    [
      read(pathOf(setup), fixture(pathOf(setup))),
      read('a_stats.csv', fixture('locust/DOCKER_DISK_v1_stats.csv')),
    ],
    rules,
    [],
  )
  const again = joinRuns([read('report.json', [...printJoinedJson(before)].join(''))], rules, [])
  const told = ({ setups: all }: typeof before) =>
    all.map(({ label, checks, imported }) => [label, checks.map(({ result }) => result), imported])
  expect(told(again)).toEqual(told(before))
  expect(again.setups.map(({ checks }) => checks[0]?.result)).toEqual([
    'inconclusive',
    'inconclusive',
  ])
})
