import assert from 'node:assert/strict'
import { readImport } from '../../../src/import/read-import.ts'
import { joinRuns } from '../../../src/join/join.ts'
import { printJoinedJson } from '../../../src/report/joined-json.ts'
import { renderJoinedMarkdown } from '../../../src/report/joined-markdown.ts'
import { fixture } from '../../import/fixture.ts'
import { STUDY } from '../../study-rule.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { mutated, numbersOf } from './mutation.ts'

/** Beginnings are enough: a file of a few lines has what a long one has. */
const LINES = 40
const WHOLE = /\.json$|stats\.csv|history\.csv/
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Locust: [
    'DOCKER_DISK_v1_locust_logs.txt',
    'DOCKER_DISK_v1_stats.csv',
    'DOCKER_DISK_v1_stats_history.csv',
    'requests.csv',
  ].map((name) => `locust/${name}`),
  k6: ['k6.json', 'k6.csv', 'k6-summary-export.json', 'k6-handle-summary.json'].map(
    (name) => `k6/${name}`,
  ),
  Artillery: ['artillery/artillery.json'],
  CloudWatch: [
    ...['filter.json', 'filter.txt', 'get.json', 'get.txt', 'query.json', 'tail-detailed.txt'],
    ...[
      'tail-json.txt',
      'tail-short.txt',
      'tail-colour.txt',
      'sam.txt',
      'pasted.txt',
      'pasted-times.txt',
    ],
    ...['insights-fields.csv', 'insights-message.csv', 'insights-rows.json', 'json-format.jsonl'],
    'log-events-viewer-result.csv',
  ].map((name) => `cloudwatch/${name}`),
}

function beginningOf(path: string): string {
  const text = fixture(path)
  const isWhole = WHOLE.test(path) && path !== 'k6/k6.json'
  return isWhole ? text : text.split('\n').slice(0, LINES).join('\n')
}

export const IMPORTS: readonly Fuzz[] = Object.entries(PATHS).map(([tool, paths]) =>
  fuzz(
    `a file of ${tool} is read or refused with words`,
    1,
    mutated(paths.map(beginningOf)),
    assertRead,
  ),
)

function assertRead(text: string): void {
  const run = readImport('folder/file.txt', text, STUDY)
  if (typeof run === 'string') {
    assert.match(run, /^(?:is|has) .+$/)
    assert.ok(run.length < 800)
    return
  }
  const { counts, starts, gaveUp } = run
  assert.deepEqual(
    numbersOf(run).filter((one) => !Number.isFinite(one)),
    [],
  )
  assert.equal(counts.sent, counts.answered + counts.failed + counts.throttled)
  assert.deepEqual([counts.matched, counts.gaveUp], [starts.length, gaveUp.length])
  assert.ok(Math.min(...Object.values(counts)) >= 0)
  assert.equal(new Set(starts.map(({ requestId }) => requestId)).size, starts.length)
  for (const { latency, init, duration } of starts) {
    assert.ok(Math.min(latency ?? 0, init ?? 0, duration ?? 0) >= 0)
  }
  const joined = joinRuns([{ runs: [run] }], [], [])
  const { classes, classified } = joined.setups[0]
  assert.deepEqual(
    numbersOf([classes, classified]).filter((one) => !Number.isFinite(one)),
    [],
  )
  // A name may say so.
  if (/NaN|undefined|Infinity/.test(text)) return
  assert.doesNotMatch(renderJoinedMarkdown(joined), /\bNaN\b|\bundefined\b|Infinity/)
  JSON.parse([...printJoinedJson(joined)].join(''))
}
