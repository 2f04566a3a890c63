import { expect, test } from '@jest/globals'
import { alignColumns, cutToWidth, widthOf } from '../../src/terminal/columns.ts'

// Widths as Python's wcwidth 0.2.13 and unicode.org/reports/tr11 have them.
test.each<[string, number, string]>([
  ['census-gbm', 10, 'ASCII'],
  ['日本', 4, 'ideographs'],
  ['ｗ', 2, 'a fullwidth letter'],
  ['한글', 4, 'Hangul'],
  ['e\u0301', 1, 'a mark upon a letter'],
  ['≥ 29…', 5, 'signs of ours'],
  ['💥', 2, 'an emoji'],
  ['𠀀', 2, 'an ideograph outside of the first plane'],
  ['', 0, 'nothing'],
])('%j takes %d columns: %s', (text, width) => expect(widthOf(text)).toBe(width))

test('columns stand under each other, whatever letters are in them', () => {
  expect(
    alignColumns(
      [
        ['日本', '1'],
        ['ab', '10'],
      ],
      (column) => column === 0,
    ),
  ).toEqual(['日本   1', 'ab    10'])
})

test('a text is cut before the letter that no longer fits', () => {
  expect([0, 1, 2, 3, 4].map((width) => cutToWidth('a日b', width))).toEqual([
    '',
    'a',
    'a',
    'a日',
    'a日b',
  ])
})
