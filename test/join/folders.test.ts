import { describe, expect, test } from '@jest/globals'
import { joinRuns } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import type { StoredRun } from '../../src/join/stored-run.ts'
import { fixture } from '../import/fixture.ts'
import { STUDY } from '../study-rule.ts'

const REQUESTS = fixture('locust/requests.csv')

function read(source: string, text = REQUESTS): readonly StoredRun[] {
  const runs = readResult(source, text, STUDY)
  if (typeof runs === 'string') throw new Error(`${source} ${runs}`)
  return runs
}

const join = (...files: readonly (readonly StoredRun[])[]) =>
  joinRuns(
    files.map((runs) => ({ runs })),
    [],
    [],
  )

describe('imported files of one name in several folders are setups of their own', () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'the last folder tells them apart',
      ['disk-140/requests.csv', 'disk-1090/requests.csv'],
      ['disk-140/requests', 'disk-1090/requests'],
    ],
    ['or the one before', ['a/out/x.csv', 'b/out/x.csv'], ['a/out/x', 'b/out/x']],
    ['or none but the one that is there', ['x.csv', 'b/x.csv'], ['b/x', 'x']],
    ['Windows', ['r\\a\\x.csv', 'r\\b\\x.csv'], ['a/x', 'b/x']],
    ['one of another name keeps its own', ['a/x.csv', 'b/x.csv', 'b/y.csv'], ['a/x', 'b/x', 'y']],
    ['the folder alone says nothing', ['a/x.csv', 'b/y.csv'], ['x', 'y']],
    ['in one folder they are shards', ['a/x.csv', './a/x_k6.csv'], ['x']],
  ]
  test.each(rows)('%s', (_, sources, labels) => {
    const { setups, verdict } = join(...sources.map((source) => read(source)))
    expect(setups.map(({ label }) => label)).toEqual(labels)
    expect(verdict.kind).toBe('pass')
  })
})

describe('one run in two files is never added up', () => {
  const rows: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      'the JSON of k6, the other the CSV of k6',
      [
        ['run.json', fixture('k6/k6.json')],
        ['run.csv', fixture('k6/k6.csv')],
      ],
    ],
    [
      'a log of the function, the other a Locust log',
      [
        ['disk-140.txt', fixture('cloudwatch/filter.txt')],
        ['disk-140_locust_logs.txt', fixture('locust/DOCKER_DISK_v1_locust_logs.txt')],
      ],
    ],
  ]
  test.each(rows)('%s', (forms, files) => {
    const { verdict } = join(...files.map(([source, text]) => read(source, text)))
    const [[a], [b]] = files as readonly [readonly [string, string], readonly [string, string]]
    expect(verdict.kind).toBe('error')
    expect(verdict.summary).toContain(`${a} and ${b} have the same label, `)
    expect(verdict.summary).toContain(`the one is ${forms}; give one of them alone`)
  })
})

test.each([
  ['another spelling', 'cafe\u0301.csv', 'caf\u00E9'],
  ['a space at the end', 'disk .csv', 'disk'],
])('an imported file with %s has the label of the others', (_, source, label) => {
  expect(read(source)).toMatchObject([{ label }])
})

test('a file name that nobody can see is no label', () => {
  expect(readResult('\u200B.csv', REQUESTS, STUDY)).toBe(
    'has a name that can be no label; rename it',
  )
})
