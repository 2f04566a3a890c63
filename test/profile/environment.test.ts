import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type LoggedText, readEnvironment } from '../../src/profile/environment.ts'
import { costsOf } from '../../src/profile/import-costs.ts'
import { sumOf } from '../../src/profile/import-tree.ts'
import { HEADER, imported, printed } from './printed.ts'

const START = 2_000

function fixture(name: string): readonly string[] {
  const text = readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
  return text.split('\n').filter((line) => line !== '')
}

/** One event a line: before START at 1 s, after it at 3 s. */
function eventsOf(lines: readonly string[]): readonly LoggedText[] {
  const start = lines.findIndex((line) => line.startsWith('START'))
  return lines.map((message, i) => ({
    message,
    timestamp: start < 0 || i < start ? 1_000 : i === start ? START : 3_000,
  }))
}

function read(lines: readonly string[], startedAt: number | undefined = START) {
  const found = readEnvironment(eventsOf(lines), startedAt)
  if (found === undefined) throw new Error('no import line')
  return found
}

describe('what awslambdaric with numpy and scikit-learn really printed', () => {
  const real = read(fixture('awslambdaric.txt'))

  test('is read line by line, and every import has its parent', () => {
    expect(real).toMatchObject({ lines: 1318, orphans: 0, unreadable: 0 })
    // grep -E 'import time: +[0-9]+ \| +[0-9]+ \| [^ ]' awslambdaric.txt | awk -F'|' '{s+=$2} END {print s}'
    expect(sumOf(real.roots.map(({ node }) => node))).toBeCloseTo(2_611.59, 2)
  })

  test('tells Python and the runtime from what the handler imports, and that from the request', () => {
    expect(costsOf(real).map(({ name, phase }) => `${phase}: ${name}`)).toEqual([
      'runtime: Python and the runtime',
      'init: numpy',
      'init: sklearn.ensemble',
      'init: features',
      'request: xml.dom',
      'request: xml.dom.minidom',
    ])
  })

  test('names the import deep within that has most of the time', () => {
    const [, , ensemble, features] = costsOf(real)
    expect(ensemble).toMatchObject({ time: 2369.8, holder: { name: 'sklearn.utils._array_api' } })
    expect(features?.holder).toEqual({ name: '_sqlite3', time: 5.485 })
  })

  test('costs add up to all of it', () => {
    const costs = costsOf(real).reduce((sum, { time }) => sum + time, 0)
    expect(costs).toBeCloseTo(sumOf(real.roots.map(({ node }) => node)), 6)
  })

  test('may come in one event, repeated text between', () => {
    const lines = fixture('awslambdaric.txt')
    const start = lines.findIndex((line) => line.startsWith('START'))
    const early = { timestamp: 1_000, message: lines.slice(0, start).join('\nhello\n') }
    const late = { timestamp: 3_000, message: lines.slice(start).join('\n') }
    expect(readEnvironment([late, early], START)?.roots).toEqual(real.roots)
  })
})

test.each([
  ['python-3.8.txt', ['json']],
  // Since 3.13, `-c` remembers its source for tracebacks.
  ['python-3.13.txt', ['linecache', 'json']],
])('%s: Python itself is told from the rest', (name, others) => {
  const costs = costsOf(read(fixture(name)))
  expect(costs.map((cost) => cost.name)).toEqual(['Python and the runtime', ...others])
})

test('without a START line nothing is told of the request', () => {
  const found = readEnvironment(eventsOf(fixture('awslambdaric.txt')), undefined)
  expect(found?.roots.at(-1)).toMatchObject({ node: { name: 'xml.dom.minidom' }, phase: 'init' })
})

const half = printed([imported('numpy', 100), imported('torch._C', 4_000)])
const whole = printed([imported('numpy', 110), imported('torch', 9_000)])

test('an init that is run again inside of the invocation counts once, as init', () => {
  const events = [
    ...[HEADER, ...half].map((message) => ({ message, timestamp: 1_000 })),
    ...[HEADER, ...whole].map((message) => ({ message, timestamp: 3_000 })),
  ]
  const found = readEnvironment(events, START)
  expect(found?.lines).toBe(2)
  expect(found?.roots.map(({ node, phase }) => [node.name, phase])).toEqual([
    ['numpy', 'init'],
    ['torch', 'init'],
  ])
})

test('a helper process that imports little does not stand for the handler', () => {
  const helper = [HEADER, ...printed([imported('site', 2)])]
  const { roots } = read([HEADER, ...whole, ...helper])
  expect(roots.map(({ node }) => node.name)).toEqual(['numpy', 'torch'])
})

test('a helper process that is started among the imports is told, for it takes some of them away', () => {
  const [joblib = '', sklearn = ''] = printed([imported('sklearn', 10, [imported('joblib', 300)])])
  const own = printed([imported('sklearn', 10, [imported('numpy', 900)])])
  const helper = [HEADER, ...printed([imported('site', 2)])]
  const mixed = read([HEADER, own[0] ?? '', ...helper, joblib, sklearn])
  expect(mixed).toMatchObject({ orphans: 1, isMixed: true })
  expect(read([HEADER, ...own, ...helper])).toMatchObject({ orphans: 0, isMixed: false })
  expect(read([HEADER, own[0] ?? ''])).toMatchObject({ orphans: 1, isMixed: false })
})

test('files of the user count by themselves, packages of Node.js with all they load', () => {
  const lines = [
    imported('/var/runtime/deps.mjs', 3),
    imported('./app.mjs', 5, [
      imported('./src/model.mjs', 7, [
        imported('@aws-sdk/client-s3/dist/index.js', 20, [imported('uuid/v4.js', 60)]),
      ]),
      imported('lodash/fp.js', 30),
    ]),
    imported('lodash/late.js', 40),
  ]
  expect(costsOf(read([HEADER, ...printed(lines)])).map(({ name, time }) => [name, time])).toEqual([
    ['/var/runtime/deps.mjs', 3],
    ['./app.mjs', 5],
    ['./src/model.mjs', 7],
    ['@aws-sdk/client-s3', 80],
    ['lodash', 70],
  ])
})

test('no import line, no imports', () => {
  expect(readEnvironment([{ timestamp: 1, message: 'hello' }], undefined)).toBeUndefined()
  expect(readEnvironment([], undefined)).toBeUndefined()
})
