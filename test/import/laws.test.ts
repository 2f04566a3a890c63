import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readImport } from '../../src/import/read-import.ts'
import { joinRuns } from '../../src/join/join.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { STUDY } from '../study-rule.ts'
import { fixture, mustRead } from './fixture.ts'

const PATHS = [
  'locust/DOCKER_DISK_v1_locust_logs.txt',
  'locust/DOCKER_DISK_v1_stats.csv',
  'locust/DOCKER_DISK_v1_stats_history.csv',
  'locust/requests.csv',
  'k6/k6.json',
  'k6/k6.csv',
  'k6/k6-summary-export.json',
  'artillery/artillery.json',
  ...[
    'filter.json',
    'filter.txt',
    'query.json',
    'tail-detailed.txt',
    'tail-json.txt',
    'sam.txt',
  ].map((name) => `cloudwatch/${name}`),
  ...[
    'pasted-times.txt',
    'log-events-viewer-result.csv',
    'insights-fields.csv',
    'insights-rows.json',
  ].map((name) => `cloudwatch/${name}`),
]

const piece = fc.oneof(
  fc.constantFrom(
    'NaN',
    '-1',
    '1e999',
    '1e-9',
    'null',
    '"',
    ',',
    '\n',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '',
    '\0',
    '__proto__',
    '29500',
    '504',
  ),
  fc.string({ maxLength: 5 }),
)

/** Cut, put in, or overwrite: what editors, mail and broken disks do to a file. */
const mutations = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), piece), {
  minLength: 1,
  maxLength: 4,
})

function mutate(text: string, changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((all, [at, length, put]) => {
    const begin = at % (all.length + 1)
    return all.slice(0, begin) + put + all.slice(begin + length)
  }, text)
}

const numbersOf = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : []
}

describe.each(PATHS)('%s, changed at random', (path) => {
  const text = fixture(path)

  test('is read or refused, and no number of it is none', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const run = readImport(path, mutate(text, changes), STUDY)
        if (typeof run === 'string') {
          expect(run).toMatch(/^(?:is|has) .+$/)
          expect(run).not.toContain('\n')
          return
        }
        const { counts, starts, gaveUp, missing, imported } = run
        expect(numbersOf({ ...run, notes: [] }).filter((one) => !Number.isFinite(one))).toEqual([])
        expect(counts.sent).toBe(counts.answered + counts.failed + counts.throttled)
        expect([counts.matched, counts.gaveUp]).toEqual([starts.length, gaveUp.length])
        expect(Math.min(0, ...Object.values(counts))).toBe(0)
        expect(missing).toEqual([])
        expect(
          starts.length > 0 ||
            gaveUp.length > 0 ||
            counts.sent > 0 ||
            imported?.toolFigures !== null,
        ).toBe(true)
        expect(new Set(starts.map(({ requestId }) => requestId)).size).toBe(starts.length)
        for (const { latency, init, duration } of starts) {
          expect(Math.min(latency ?? 0, init ?? 0, duration ?? 0)).toBe(0)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('cut off anywhere, it is read or refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (end) => {
        expect(['string', 'object']).toContain(typeof readImport(path, text.slice(0, end), STUDY))
      }),
      { numRuns: 60 },
    )
  })
})

test('any text at all is read or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
      expect(['string', 'object']).toContain(typeof readImport('a', text, STUDY))
    }),
  )
})

test('what a report says of any imported run has no NaN, null or undefined in it', () => {
  for (const path of PATHS) {
    const markdown = renderJoinedMarkdown(
      joinRuns([{ runs: [mustRead(path, fixture(path))] }], [], []),
    )
    expect(markdown).not.toMatch(/NaN|null|undefined|Infinity/)
  }
})
