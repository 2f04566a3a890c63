import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isNewer, parseMarker, renderMarker } from '../../src/report/marker.ts'

const RUN = { runId: 12_345_678_901, runAttempt: 2 }

const key = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('-', '--', '>', '-->', '--!>', ' ', '\n', '%2D', '=', 'a'))
    .map((parts) => parts.join('')),
)

test('a marker is read back as it was written, whatever the key', () => {
  fc.assert(
    fc.property(key, (text) => {
      expect(parseMarker(renderMarker(text, RUN, 'fail'))).toEqual({
        key: text,
        ...RUN,
        verdict: 'fail',
      })
    }),
  )
})

test('no key can end the HTML comment or its line', () => {
  fc.assert(
    fc.property(key, (text) => {
      const marker = renderMarker(text, RUN, 'pass')
      expect(marker.indexOf('--', 4)).toBe(marker.length - 3)
      expect(marker.indexOf('>')).toBe(marker.length - 1)
      expect(marker).not.toMatch(/[\n\r]/)
    }),
  )
})

test('half a surrogate pair in a key is no reason to lose the comment', () => {
  expect(parseMarker(renderMarker('a\ud800', RUN, 'pass'))?.key).toBe('a\ufffd')
})

test('different keys are different markers', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      fc.pre(a !== b)
      expect(renderMarker(a, RUN, 'pass')).not.toBe(renderMarker(b, RUN, 'pass'))
    }),
  )
})

const foreign: readonly (readonly [string, string])[] = [
  ['no text', ''],
  ['a comment by a person', 'looks good to me'],
  ['a marker of another tool', '<!-- sticky-comment key=a run=1/1 verdict=pass -->'],
  ['our marker, quoted further down', `look:\n${renderMarker('a', RUN, 'pass')}`],
  ['our marker without a run', '<!-- lambda-cold-start-gate key=a verdict=pass -->'],
]
test.each(foreign)('%s is not our comment', (_, body) => expect(parseMarker(body)).toBeUndefined())

test('a key that nobody encoded is read as it stands', () => {
  expect(parseMarker('<!-- lambda-cold-start-gate key=100% run=1/1 verdict=pass -->')?.key).toBe(
    '100%',
  )
})

const order: readonly (readonly [string, number, number, boolean])[] = [
  ['a later run', RUN.runId + 1, 1, true],
  ['an earlier run, of more attempts', RUN.runId - 1, 9, false],
  ['a later attempt', RUN.runId, 3, true],
  ['the same attempt', RUN.runId, 2, false],
  ['an earlier attempt', RUN.runId, 1, false],
]
test.each(order)('%s', (_, runId, runAttempt, expected) => {
  expect(isNewer({ key: 'a', runId, runAttempt, verdict: 'pass' }, RUN)).toBe(expected)
})
