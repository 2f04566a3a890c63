import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeProfile } from '../../src/profile/import-profile.ts'
import { renderImports } from '../../src/report/imports.ts'
import { renderLog } from '../../src/report/log.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderResult } from '../../src/terminal/result.ts'
import { five, profileNamed } from '../profile/sides.ts'
import { makeResult, STARTS } from './results.ts'

const base = makeResult({ starts: STARTS.slice(0, 3) })
const plain = (_: string, text: string): string => text

test('names of imports cannot end a cell, begin markup, mention anyone or break a line', () => {
  const texts = fc
    .array(
      fc.oneof(fc.constantFrom(...'|`<>&\\*@#\n\r\u001b\u2028'), fc.string({ unit: 'binary' })),
    )
    .map((parts) => `x${parts.join('')}`)
  const columns = (text: string): readonly number[] =>
    renderImports({ ...base, profile: profileNamed(text) })
      .split('\n')
      .map((line) => line.replace(/\\\||`[^`]*`/g, '').match(/\|/g)?.length ?? 0)
  const expected = columns('x')
  fc.assert(
    fc.property(texts, (text) => {
      expect(columns(text)).toEqual(expected)
      const result = { ...base, profile: profileNamed(text) }
      const [sentence = ''] = renderImports(result).split('\n')
      expect(sentence).not.toMatch(/[<>]|[@#](?!\u200b)/)
      const lines = [...renderLog(result), ...renderResult(result, plain)]
      for (const line of lines) expect(line).not.toMatch(/\p{Cc}|[\u2028\u2029]/u)
    }),
    { numRuns: 40 },
  )
})

test('five imports are shown, and it is told how they were timed', () => {
  const times = { a: 70, b: 60, c: 50, d: 40, e: 30, f: 20 }
  const text = renderImports({ ...base, profile: makeProfile(five(times), null) })
  expect(text.match(/^\| `/gm)).toHaveLength(5)
  expect(text).toContain('| import | when | time | most of it in |')
  expect(text).toContain(
    'Medians of 5 environments, whose requests count nowhere else. Timing takes time as well: with it, init was 4.00 s, without it',
  )
  expect(text).not.toContain('baseline')
})

test('without a profile nothing is said of imports', () => {
  expect(renderMarkdown(base)).not.toMatch(/import/i)
})

test('lines that were lost are told', () => {
  const side = { ...five({ a: 70 }), lines: { read: 1_318, orphans: 4, unreadable: 2 } }
  const text = renderImports({ ...base, profile: makeProfile(side, null) })
  expect(text).toContain(
    'Of 1,320 log lines, 2 were cut off and 4 stood below one that is missing.',
  )
  expect(text).not.toContain('another process')
})

test('environments in which a helper process printed as well are told', () => {
  const side = { ...five({ a: 70 }), lines: { read: 9, orphans: 2, unreadable: 0, mixed: 2 } }
  const text = renderImports({ ...base, profile: makeProfile(side, null) })
  expect(text).toContain(
    'In 2 environments another process, such as a helper that the code starts,',
  )
})
