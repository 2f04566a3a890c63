import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { escapeXml, renderXml } from '../../src/report/xml.ts'
import { readXml } from './xml.ts'

const rows: readonly (readonly [why: string, text: string, shown: string])[] = [
  ['markup', '<b a="1">&amp;', '<b a="1">&amp;'],
  ['the end of a CDATA section, which text may not hold', 'a]]>b', 'a]]>b'],
  ['white space, which attributes would turn into spaces', ' a\tb\r\nc\rd\n', ' a\tb\r\nc\rd\n'],
  ['control characters, which even an entity cannot express', 'a\0b\u001bc\u000bd', 'a�b�c�d'],
  ['half a surrogate pair', 'a\ud83d b\ude00', 'a� b�'],
  ['a whole pair', '😀 \u{10ffff}', '😀 \u{10ffff}'],
  ['characters that are none', 'a\ufffeb\uffff', 'a�b�'],
  ['a byte order mark', '\ufeffa', '\ufeffa'],
  ['discouraged, but allowed', 'a\u007f\u0085\u2028b', 'a\u007f\u0085\u2028b'],
]

test.each(rows)('%s', (_, text, shown) => {
  const read = readXml(renderXml({ name: 'a', attributes: { b: text }, text }))
  expect(read).toEqual({ name: 'a', attributes: { b: shown }, children: [], text: shown })
})

test('any text in, the same text out of a well-formed document, but for what XML cannot express', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc
      .array(
        fc.constantFrom('<', '>', '&', '"', "'", ']]>', '<![CDATA[', '\r', '\n', '&#0;', '-->'),
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, text, (value, content) => {
      const inside = { name: 'in', attributes: { value, none: undefined }, text: content }
      const read = readXml(renderXml({ name: 'out', children: [inside] })).children[0]
      expect(read?.attributes).toEqual({ value: expressible(value) })
      expect(read?.text).toBe(expressible(content))
    }),
    { numRuns: 1000 },
  )
})

test('a line of a message stays one line of the document', () => {
  expect(escapeXml('a\nb')).toBe('a&#10;b')
})

/** Unit by unit, apart from the product's own: https://www.w3.org/TR/xml/#charsets */
function expressible(text: string): string {
  return [...text]
    .map((character) => {
      const point = character.codePointAt(0) ?? 0
      const isSurrogate = point >= 0xd800 && point <= 0xdfff
      const isControl = point < 0x20 && ![0x9, 0xa, 0xd].includes(point)
      return isSurrogate || isControl || point === 0xfffe || point === 0xffff ? '\ufffd' : character
    })
    .join('')
}
