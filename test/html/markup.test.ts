import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { embedJson, escapeHtml, html } from '../../src/html/markup.ts'
import { renderHtml } from '../../src/html/report.ts'
import { HOSTILE, hostile } from './reports.ts'

const PAGE = { script: 'go()', style: 'p{}', scriptHash: 'sha256-a', styleHash: 'sha256-b' }

describe('a text in markup', () => {
  test.each([
    ['a tag', '<b>', '&lt;b&gt;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['quotes of both kinds, for attributes', `"'`, '&quot;&#39;'],
    ['a character that turns the text around', 'a\u202eb', 'a b'],
    ['a zero byte', 'a\u0000b', 'a b'],
    ['half a surrogate pair', '\ud800', '\ufffd'],
    ['lines, for a load plan has them', 'a\n\tb', 'a\n\tb'],
    ['other languages as they are', 'é 日本 💥', 'é 日本 💥'],
  ])('%s', (_, text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped)
    expect(html`<p>${text}</p>`.markup).toBe(`<p>${escaped}</p>`)
  })

  test('markup and lists of it are not escaped a second time', () => {
    const items = ['<', '>'].map((text) => html`<li>${text}</li>`)
    expect(html`<ul>${items}${3}</ul>`.markup).toBe('<ul><li>&lt;</li><li>&gt;</li>3</ul>')
  })
})

describe('embedded data', () => {
  test('has no "<", and says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { markup } = embedJson(value)
        expect(markup).not.toMatch(/[<\u2028\u2029]/)
        expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('whatever names, messages and log lines say', () => {
  const fragments = [
    ...['<', '>', '"', "'", '&', '`', '=', '/', '-->', '<!--', ']]>', '</script>', '<script>'],
    ...[
      '</title>',
      '</style>',
      'javascript:',
      'onload=',
      '${',
      '\\u003c',
      '\u2028',
      '\ud800',
      '\u0000',
    ],
    HOSTILE,
  ]
  const texts = fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary' })))
    .map((parts) => `x${parts.join('')}`)
  const expected = tagsOf(renderHtml(reportOf('x'), PAGE))

  test('the page has the same elements with the same attributes', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(tagsOf(renderHtml(reportOf(text), PAGE))).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  test('its data has the text as it is', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const page = renderHtml(reportOf(text), PAGE)
        const [, json = ''] = /id="data">(.*?)<\/script>/s.exec(page) ?? []
        const [figures] = JSON.parse(json)
        expect(figures).toMatchObject({ label: text, baseline: text, dots: { errors: [text] } })
      }),
      { numRuns: 50 },
    )
  })
})

function reportOf(text: string): Parameters<typeof renderHtml>[0] {
  const result = hostile(text)
  const verdict = { kind: 'error', summary: text } as const
  return { verdict, override: undefined, setups: [result, result], notes: [text], failures: [] }
}

/** Every tag as a browser would find it, without the values of its attributes. */
function tagsOf(page: string): readonly string[] {
  const withoutData = page.replace(/(id="data">)[^<]*/, '$1')
  return withoutData.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? []
}
