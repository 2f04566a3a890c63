import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseStoredReport, type StoredReport } from '../../src/comparison/stored-report.ts'
import { renderJson } from '../../src/report/json.ts'
import type { Result } from '../../src/verdict/result.ts'
import { CUT, FACTS, makeOverridden, makeResult, ONE_BURST, STARTS } from '../report/results.ts'
import { makeRun, makeStart } from '../verdict/runs.ts'

function read(json: string): StoredReport {
  const report = parseStoredReport(json)
  if (typeof report === 'string') throw new Error(report)
  return report
}

const { state, specialKinds, variablesUnreadable, ...DESCRIPTION } = FACTS

describe('a report of this action', () => {
  test.each<[string, Result]>([
    ['passed', makeResult()],
    ['was overridden', makeOverridden()],
    ['hit a time limit', makeResult({ starts: CUT })],
    ['has one burst', makeResult({ starts: ONE_BURST, plan: 'burst 60' })],
    ['measured nothing, but found no fault', makeResult({ starts: [], rules: [] })],
    [
      'could not read every line',
      makeResult({ counts: { missing: 3, unreadable: 2, foreign: 6 } }),
    ],
  ])('of a run that %s gives all of it back', (_, result) => {
    const { classified, counts, label, planText } = result
    expect(read(renderJson(result))).toEqual({
      label,
      planText,
      facts: DESCRIPTION,
      // The size is that of the function, which no start repeats.
      starts: classified.starts.map((start) => ({ ...start, memorySize: FACTS.memoryMB })),
      counts,
      superCold: { status: classified.superCold.status },
      gaveUp: classified.gaveUp,
    })
  })

  test('keeps what is unknown of a start unknown', () => {
    const nothing = { init: null, duration: null, overhead: null, billed: null, maxMemory: null }
    const start = makeStart('cold', { ...nothing, round: 3, error: 'Runtime.ExitError' })
    const [found] = read(renderJson(makeResult({ starts: [start] }))).starts
    expect(found).toEqual({ ...start, memorySize: FACTS.memoryMB })
  })

  test('lends its own starts, and not those of the baseline that it was compared with', () => {
    const result = makeResult({ starts: STARTS.slice(0, 3) })
    const others = STARTS.slice(5, 7).map((start) => ({ ...start, side: 'baseline' }) as const)
    const { counts } = makeRun(others)
    const baseline = {
      ...{ label: 'main', facts: FACTS, starts: others, counts, missing: [] },
      ...{ classes: result.classes, isStored: false, whyNotRecycled: undefined },
    }
    const json = renderJson({ ...result, baseline })
    expect(JSON.parse(json).starts).toHaveLength(5)
    expect(read(json).starts).toEqual(result.classified.starts)
  })

  test('of the first version, whose starts have no rounds, is read', () => {
    const document = JSON.parse(renderJson(makeResult()))
    for (const start of document.starts) {
      delete start.round
      delete start.initCensored
    }
    expect(read(JSON.stringify(document)).starts).toEqual(STARTS)
  })

  test('may have fields that this version does not know', () => {
    const document = JSON.parse(renderJson(makeResult()))
    document.starts[0].later = document.function.later = document.later = { any: 'thing' }
    expect(JSON.stringify(read(JSON.stringify(document)))).not.toContain('later')
  })

  test('of a run that could not measure is refused, whatever it measured', () => {
    const json = renderJson(makeResult({ failures: ['AWS refused logs:FilterLogEvents'] }))
    expect(parseStoredReport(json)).toBe('is of a run that could not measure (verdict "error")')
  })
})

const JSON_TEXT = renderJson(makeResult({ starts: STARTS.slice(0, 4) }))

/** A value, or a reason in one line that shows nothing of an untrusted file. */
function isSound(found: StoredReport | string): boolean {
  if (typeof found !== 'string') return found.starts.every(({ side }) => side === 'candidate')
  return /^has more than 1,000 levels|^is (no JSON|larger than any report|no report of this action \([\w .]+: (missing|expected .+)\)|of a run that could not measure \(verdict "error"\))$/.test(
    found,
  )
}

describe('a file that nobody can trust', () => {
  test.each<[string, string, string]>([
    ['schema', '2', 'expected 1'],
    ['verdict', 'null', 'expected string'],
    ['label', `"${'x'.repeat(501)}"`, 'expected <=500'],
    ['plan', `"${'x'.repeat(10_001)}"`, 'expected <=10000'],
    ['plan', '7', 'expected string'],
    ['function', '7', 'expected Object'],
    ['function.memoryMB', '-1', 'expected >=0'],
    ['function.memoryMB', '1e999', 'expected another value'],
    ['function.snapStart', '"on"', 'expected boolean'],
    ['function.logFormat', '"XML"', 'expected ("Text" | "JSON")'],
    ['counts.sent', '1.5', 'expected another value'],
    ['counts.missing', '"3"', 'expected number'],
    ['superCold.status', '"maybe"', 'expected ("separated" | "none" | "undetermined")'],
    ['gaveUp', '{}', 'expected Array'],
    ['gaveUp', '[1e999]', 'expected another value'],
    ['starts', '{"length": 4}', 'expected Array'],
    ['starts', '[null]', 'expected Object'],
    ['starts.2.latency', '"2000"', 'expected number'],
    ['starts.2.latency', '-0.5', 'expected >=0'],
    ['starts.2.init', '"4000"', 'expected number'],
    ['starts.2.overhead', '-1e999', 'expected another value'],
    ['starts.2.side', '"both"', 'expected ("candidate" | "baseline")'],
    ['starts.2.class', '"__proto__"', 'expected ("warm" | "cold" | "super-cold" | "reset")'],
    ['starts.2.round', '-1', 'expected >=0'],
    ['starts.2.environment', `"${'x'.repeat(501)}"`, 'expected <=500'],
    ['starts.2.error', `"${'x'.repeat(10_001)}"`, 'expected <=10000'],
  ])('is refused where %s is not what it was', (path, text, expected) => {
    const found = parseStoredReport(withValue(path, text))
    expect(found).toMatch(/^is no report of this action/)
    expect(found).toContain(expected)
    expect(isSound(found)).toBe(true)
  })

  test('may have clocks that disagree: an overhead below 0 is read', () => {
    expect(read(withValue('starts.2.overhead', '-3.5')).starts[2]?.overhead).toBe(-3.5)
  })

  test('is refused by its size before it is parsed', () => {
    const found = parseStoredReport(`${JSON_TEXT}${' '.repeat(100_000_000)}`)
    expect(found).toBe('is larger than any report')
  })

  test('is refused when it is nested deeper than any stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    for (const text of [deep, withValue('starts.2.error', deep), withValue('later', deep)]) {
      expect(isSound(parseStoredReport(text))).toBe(true)
    }
  })

  test('never throws, cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat({ max: JSON_TEXT.length - 3 }), (length) => {
        expect(parseStoredReport(JSON_TEXT.slice(0, length))).toBe('is no JSON')
      }),
    )
  })

  test('never throws, with any value anywhere', () => {
    const paths = pathsOf(JSON.parse(JSON_TEXT))
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.json(), (path, value) => {
        expect(isSound(parseStoredReport(withValue(path, value)))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(isSound(parseStoredReport(text))).toBe(true)
      }),
    )
  })
})

/** The report with the JSON text in place of one value; numbers that are no numbers included. */
function withValue(path: string, text: string): string {
  const document = JSON.parse(JSON_TEXT)
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const parent = keys.reduce((value, key) => value[key], document)
  parent[last] = '«here»'
  return JSON.stringify(document).replace('"«here»"', () => text)
}

function pathsOf(value: unknown, prefix = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [prefix]
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsOf(one, prefix === '' ? key : `${prefix}.${key}`),
  )
  return prefix === '' ? inner : [prefix, ...inner]
}
