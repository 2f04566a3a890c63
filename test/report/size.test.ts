import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderMarker } from '../../src/report/marker.ts'
import { makeResult } from './results.ts'

const MOST = 60_000
const LEFT_OUT = 'Some parts did not fit into a comment and were left out'
const longPlan = (length: number): string => 'burst 1\n'.repeat(length / 8)
const manyRules = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `super-cold.latency.p${1 + (i % 99)} <= ${i + 1}ms`)

test('the comment has less than 60,000 characters, whatever there is to report', () => {
  const size = fc.nat(80_000)
  const texts = fc.array(fc.constantFrom('&'.repeat(3000), '💥'.repeat(300), 'a\n'.repeat(90)))
  fc.assert(
    fc.property(size, fc.nat(300), texts, (plan, rules, lines) => {
      const result = makeResult({
        plan: longPlan(plan),
        rules: manyRules(rules),
        notes: lines,
        unreadable: lines,
        failures: lines,
        label: lines.join('').slice(0, 200),
      })
      const marker = renderMarker('census-gbm', { runId: 1e12, runAttempt: 99 }, 'inconclusive')
      const body = `${marker}\n${renderMarkdown(result)}`
      expect(body.length).toBeLessThan(MOST)
      expect(body.isWellFormed()).toBe(true)
    }),
    { numRuns: 50 },
  )
})

describe('what does not fit is left out as a whole', () => {
  const fitting = renderMarkdown(makeResult())
  const tooLong = renderMarkdown(makeResult({ plan: longPlan(58_000) }))

  test('and the report says so', () => {
    expect(fitting).not.toContain(LEFT_OUT)
    expect(tooLong).toContain(LEFT_OUT)
  })

  test('but never the verdict, the rules or the starts', () => {
    const kept = fitting.slice(0, fitting.indexOf('<details>'))
    expect(tooLong.startsWith(kept)).toBe(true)
  })

  test('with every folded part closed and every code fence paired', () => {
    for (const length of [40_000, 50_000, 55_000, 56_000, 57_000, 58_000, 59_000]) {
      const text = renderMarkdown(makeResult({ plan: longPlan(length) }))
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0)
      expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0)
    }
  })

  test('the chart before the way it was measured', () => {
    const text = renderMarkdown(makeResult({ plan: longPlan(55_500) }))
    expect(text).toContain('How it was measured')
    expect(text).not.toContain('```mermaid')
    expect(text).toContain(LEFT_OUT)
  })
})

test('of very many rules the first hundred are shown, and how many more there are', () => {
  const text = renderMarkdown(makeResult({ rules: manyRules(130) }))
  expect(text.match(/^\| [✅❌❔]/gmu)).toHaveLength(100)
  expect(text).toContain('\n\nand 30 more rules\n')
})

test('of very many cold starts the chart shows a hundred, both ends included', () => {
  const { classified } = makeResult()
  const starts = Array.from({ length: 5 }, () => classified.starts).flat()
  const text = renderMarkdown(makeResult({ starts, rules: [] }))
  const points = /bar \[(.*)\]/.exec(text)?.[1]?.split(', ')
  expect(points).toHaveLength(100)
  expect([points?.[0], points?.at(-1)]).toEqual(['3.94', '14.69'])
  expect(text).toContain('x-axis "cold start" 1 --> 450')
})

test('a plan cannot end its code fence', () => {
  const text = renderMarkdown(makeResult({ plan: 'burst 1\n```\n# hello' }))
  expect(text).toContain('burst 1\nˋˋˋ\n# hello\n```')
})
