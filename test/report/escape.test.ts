import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { code, escapeMarkdown, oneLine, shorten } from '../../src/report/escape.ts'
import { renderTable } from '../../src/report/table.ts'

/** Any text, with what Markdown, HTML, GitHub and terminals give a meaning to drawn often. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'|`<>&\\*_[]~@#:/\n\r\t\u001b\u2028\u202e\u0085 ',
        '<!--',
        '-->',
        '\r\n',
        'www.',
      ),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''))

const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/

describe('untrusted text as prose', () => {
  test('stays on one line and begins no markup, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = escapeMarkdown(text)
        expect(shown).not.toMatch(LINE_BREAK)
        expect(shown.replace(/<span>\$<\/span>/g, '')).not.toMatch(/[<>]/)
        // Without the escaped pairs no active character is left over.
        expect(shown.replace(/\\[\\`*_[\]|~]/g, '')).not.toMatch(/[\\`*_[\]|~]/)
        expect(shown).not.toMatch(/&(?!(amp|lt|gt);)/)
      }),
    )
  })

  test('mentions nobody, closes no issue and links to nowhere', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = escapeMarkdown(text)
        expect(shown).not.toMatch(/[@#](?!\u200b)/)
        expect(shown).not.toContain('://')
        expect(shown).not.toMatch(/www\./i)
      }),
    )
  })

  const rows: readonly (readonly [string, string, string])[] = [
    ['a plain name stays as it is', 'census-gbm', 'census-gbm'],
    ['HTML shows as text', '<img src=x>', '&lt;img src=x&gt;'],
    ['an entity shows as text', '&lt;', '&amp;lt;'],
    ['emphasis', 'a*b_c', 'a\\*b\\_c'],
    ['a link', '[a](b)', '\\[a\\](b)'],
    ['what GitHub links without a scheme', 'WWW.a www.b', 'WWW\u200b.a www\u200b.b'],
    ['a line break', 'a\r\n\tb', 'a b'],
    ['what would begin a list', '- a', '\\- a'],
    ['what would begin a numbered list', '12. a', '12\\. a'],
    ['what would make a heading of the line above', '===', '\\==='],
    ['a number that begins no list', '1.5 s', '1.5 s'],
    ['what is no rule', '+14 %', '+14 %'],
    ['a reference without a hash', 'GH-12', 'GH\u200b-12'],
    ['an emoji', 'a:tada:', 'a:\u200btada:'],
    ['a time of day', '10:20:30', '10:20:30'],
    ['an ARN, which people copy', 'arn:aws:lambda:eu-west-1:1:x', 'arn:aws:lambda:eu-west-1:1:x'],
    ['a formula', '$x$', '<span>$</span>x<span>$</span>'],
    ['prices', '$0.01, max-cost ($5.00)', '$0.01, max-cost ($5.00)'],
    ['half a surrogate pair', 'a\udc00', 'a\ufffd'],
  ]
  test.each(rows)('%s', (_, text, shown) => expect(escapeMarkdown(text)).toBe(shown))
})

test('as a code span it can neither end the span nor the line', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = code(text)
      fc.pre(shown !== '')
      expect(shown).toMatch(/^`[^`]+`$/)
      expect(shown).not.toMatch(LINE_BREAK)
    }),
  )
})

test('a code span outside of a table shows a pipe without a backslash', () => {
  expect(code('a|b')).toBe('`a|b`')
})

test('a code span has no backslash before a pipe, of which readers of tables make what they like', () => {
  expect(code('a\\|b\\\\|c\\')).toBe('`a∖|b∖∖|c\\`')
})

test('nothing is no code span', () => {
  expect(code(' \n ')).toBe('')
})

test('a table keeps its columns, whatever text its cells hold', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
      const cells = texts.flatMap((text) => [escapeMarkdown(text), code(text)])
      const lines = renderTable(
        cells.map(() => 'x'),
        [cells],
        () => true,
      ).split('\n')
      expect(lines).toHaveLength(3)
      // A pipe after a backslash is part of its cell (GFM, section 4.10).
      const pipes = lines.map((line) => line.match(/(?<!\\)\|/g)?.length)
      expect(pipes).toEqual([cells.length + 1, cells.length + 1, cells.length + 1])
    }),
  )
})

test('one line holds no control characters, so it cannot move a terminal cursor', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      expect(oneLine(oneLine(text))).toBe(oneLine(text))
    }),
  )
})

test('shortened text fits, keeps its beginning, and is never cut within a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      const short = shorten(text, most)
      expect(short.length).toBeLessThanOrEqual(most)
      expect(short.isWellFormed()).toBe(true)
      if (text.length <= most) expect(short).toBe(text)
      else expect(text.startsWith(short.slice(0, -1))).toBe(true)
    }),
  )
})
