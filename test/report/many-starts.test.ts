import { expect, test } from '@jest/globals'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { renderCsv } from '../../src/report/csv.ts'
import { renderJson } from '../../src/report/json.ts'
import { makeStart, repeat } from '../verdict/runs.ts'
import { makeResult } from './results.ts'

/** A call with so many arguments overflows the stack. */
const MANY = 150_000

test('150,000 starts are judged, and reported one a line', () => {
  const starts = Array.from({ length: MANY }, (_, i) =>
    makeStart(i % 10 === 0 ? 'cold' : 'warm', { requestId: `r-${i}`, latency: 600 + (i % 977) }),
  )
  const rules = ['warm.latency.p95 <= 2s', 'all.latency.max <= 2s']
  const result = makeResult({ starts, rules })
  expect(result.checks.map((check) => check.result)).toEqual(['pass', 'pass'])
  expect(result.classes.all.latency?.n).toBe(MANY)
  const json = renderJson(result)
  expect(json.split('\n    {"requestId":')).toHaveLength(MANY + 1)
  expect(json.length / MANY).toBeLessThan(500)
  expect(renderCsv(starts).split('\n')).toHaveLength(MANY + 2)
}, 20_000)

const three = makeResult({ starts: repeat(3, 'cold'), rules: [] })
const line = JSON.parse(renderJson(three)).starts.map((start: object) => JSON.stringify(start))

test('the starts are the end of the document, each on a line of its own', () => {
  expect(renderJson(three).endsWith(`  "starts": [\n    ${line.join(',\n    ')}\n  ]\n}\n`)).toBe(
    true,
  )
})

test('cells are quoted as an ordinary CSV writer quotes them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', 'a\nb', ' ', 'é') })
  fc.assert(
    fc.property(text, (error) => {
      const [, ...row] = renderCsv([makeStart('cold', { error })]).split(/^([\s\S]*?\n)/)
      expect(row.join('').endsWith(`,false,${stringify([[error]])}`)).toBe(true)
    }),
  )
})
