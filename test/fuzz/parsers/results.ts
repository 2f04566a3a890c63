import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseThresholds } from '../../../src/config/threshold.ts'
import { renderHtml } from '../../../src/html/report.ts'
import { joinRuns } from '../../../src/join/join.ts'
import { readResult } from '../../../src/join/read-result.ts'
import { printJoinedCsv } from '../../../src/report/csv.ts'
import { printJoinedJson } from '../../../src/report/joined-json.ts'
import { renderJoinedMarkdown } from '../../../src/report/joined-markdown.ts'
import { renderJoinedJunit } from '../../../src/report/junit.ts'
import { makeResult } from '../../report/results.ts'
import { joined as joinedOf } from '../../report/setups.ts'
import { STUDY } from '../../study-rule.ts'
import { repeat } from '../../verdict/runs.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReport, TEXTS } from '../hostile-report.ts'
import { tagOf } from '../hostile-text.ts'
import { mutated, numbersOf } from './mutation.ts'

const STARTS = [...repeat(3, 'cold'), ...repeat(3, 'warm')]
const small = (label: string) =>
  makeResult({ label, starts: STARTS, plan: 'burst 6', rules: ['cold.init.p50 <= 2s'] })
const print = (joined: Parameters<typeof printJoinedJson>[0]): string =>
  [...printJoinedJson(joined)].join('')
const HARMLESS = hostileReport(
  Array.from({ length: TEXTS }, (_, n) => (n === 2 ? 'burst 1' : tagOf(n))),
)
const FILES = [
  print(joinedOf([small('a')])),
  print(joinedOf([small('a'), small('b')])),
  print(HARMLESS),
]
const { rules: RULES } = parseThresholds(
  'cold.init.p50 <= 2s\ncold.latency.p50 <= baseline + 5%\nerrors.count == 0',
)
const PAGE = { script: '', style: '', scriptHash: '', styleHash: '' }

/** Values of other kinds and sizes, and the largest that are allowed. */
const ODD = [
  ...[null, true, 0, -1, 1, 0.5, 1e12, 1e12 + 1, 1e308, -1e12, 8.64e15, 8.7e15, 2 ** 53],
  ...[
    '',
    'x',
    '__proto__',
    'a'.repeat(600),
    [],
    {},
    [null],
    [[]],
    'burst 99999999',
    'rounds 9 of 9',
  ],
]

/** A document with values replaced, left out, or doubled, anywhere in it. */
const remade = fc
  .tuple(
    fc.constantFrom(...FILES),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...ODD), fc.nat(9)), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([file, changes]) => {
    const document: unknown = JSON.parse(file)
    for (const [n, value, how] of changes) {
      const places = placesIn(document)
      const [parent, key] = places[n % places.length] ?? []
      if (parent === undefined || key === undefined) continue
      if (how === 0) delete parent[key]
      else if (how === 1 && Array.isArray(parent)) parent.push(parent[Number(key)])
      else parent[key] = value
    }
    return JSON.stringify(document)
  })

type Place = readonly [parent: Record<string, unknown>, key: string]

function placesIn(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Record<string, unknown>
  return Object.keys(parent).flatMap((key) => [[parent, key] as const, ...placesIn(parent[key])])
}

export const RESULTS: readonly Fuzz[] = [
  fuzz('a report.json with other values is refused or judged', 1, remade, assertJudged),
  fuzz('a broken report.json is refused or judged', 1, mutated(FILES), assertJudged),
]

function assertJudged(text: string): void {
  const runs = readResult('folder/report.json', text, STUDY)
  if (typeof runs === 'string') {
    assert.match(runs, /^(?:is|has) .+$/)
    assert.ok(runs.length < 800)
  }
  const joined = joinRuns([typeof runs === 'string' ? { problem: runs } : { runs }], RULES, [])
  const figures = joined.setups.map(({ classes, classified, checks, counts, cost, clientDelay }) =>
    numbersOf([classes, classified, checks, counts, cost, clientDelay]),
  )
  assert.deepEqual(
    figures.flat().filter((one) => !Number.isFinite(one)),
    [],
  )
  // A name may say so.
  if (/NaN|undefined|Infinity/.test(text)) return
  assert.doesNotMatch(renderJoinedMarkdown(joined), /\bNaN\b|\bundefined\b|Infinity/)
  assert.doesNotMatch(renderHtml(joined, PAGE), /\bNaN\b|>undefined\b|Infinity/)
  const junit = renderJoinedJunit(joined, 'fail')
  assert.doesNotMatch(junit + [...printJoinedCsv(joined)].join(''), /\bNaN\b|Infinity/)
  for (const { counts } of joined.setups) {
    assert.equal(counts.sent, counts.answered + counts.failed + counts.throttled)
  }
}
