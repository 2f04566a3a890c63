import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { styleText } from 'node:util'
import fc from 'fast-check'
import { inert } from '../../../src/io/stream.ts'
import { alignColumns } from '../../../src/terminal/columns.ts'
import { plain } from '../../../src/terminal/paint.ts'
import { renderProgressLine } from '../../../src/terminal/progress-line.ts'
import { renderJoined } from '../../../src/terminal/result.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReport, hostileReports, TEXTS } from '../hostile-report.ts'
import { hostileText, hostileTexts, seen } from '../hostile-text.ts'
import { commandOf } from '../runner-model.ts'

/** Our own colours and nothing else that moves, hides or turns text. */
const STYLE = new RegExp(String.raw`${String.fromCharCode(27)}\[\d{1,2}m`, 'g')
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u

/** Of languages whose widths all terminals agree upon. */
const words = fc
  .string({
    unit: fc.constantFrom(
      ...[
        'a',
        'Z',
        '7',
        ' ',
        '日',
        '本',
        'ｗ',
        '한',
        'é',
        'e\u0301',
        '💥',
        '✅',
        'ж',
        'א',
        '≥',
        '…',
        '\u3000',
        '𠀀',
        'ไ',
        'ท\u0e35',
      ],
    ),
    maxLength: 12,
  })
  .map((text) => `${text}.`)

export const TERMINAL: readonly Fuzz[] = [
  fuzz(
    'a terminal gets lines of text and our colours',
    TEXTS,
    fc.tuple(hostileTexts(TEXTS), fc.constantFrom(hostileReport, hostileReports), fc.boolean()),
    ([texts, make, isPainted]) => {
      const paint = isPainted
        ? (style: 'bold', text: string) => styleText(style, text, { validateStream: false })
        : plain
      const joined = make(texts)
      for (const line of renderJoined(joined, paint as typeof plain)) {
        const shown = inert(line).replace(STYLE, '')
        assert.doesNotMatch(shown.replaceAll('\u200b', ''), UNSEEN)
        assert.equal(commandOf(shown), undefined)
      }
    },
  ),
  fuzz(
    'columns stand under each other',
    4,
    fc.array(fc.tuple(words, words), { minLength: 2, maxLength: 4 }),
    (texts) => {
      const rows = texts.map(([a, b]) => [a, b, '|'])
      const ends = alignColumns(rows, (column) => column === 0).map(widthOf)
      assert.equal(new Set(ends).size, 1, JSON.stringify(rows))
    },
  ),
  fuzz(
    'the progress line fits into the terminal',
    1,
    fc.tuple(fc.oneof(words, hostileText), fc.integer({ min: 20, max: 120 })),
    ([text, columns]) => {
      const progress = {
        round: null,
        sent: 1,
        planned: 2,
        inFlight: 1,
        cold: 1,
        answered: 1,
        matched: 1,
        elapsed: 5_000,
      }
      const line = renderProgressLine({ ...progress, step: { number: 1, of: 2, text } }, columns)
      assert.doesNotMatch(line, UNSEEN)
      assert.ok(line.endsWith('…') || line.includes(seen(text)))
      if (!/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(line)) assert.ok(widthOf(line) < columns)
    },
  ),
]

const nowhere = new Writable({ write: (_, __, done) => done() })
const ruler = createInterface({ input: process.stdin, output: nowhere, terminal: false })
ruler.pause()
ruler.setPrompt('')

/** How many columns Node's own line editor takes a text for. */
function widthOf(text: string): number {
  Object.assign(ruler, { line: text, cursor: text.length })
  return ruler.getCursorPos().cols
}
