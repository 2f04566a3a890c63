import fc from 'fast-check'

/** What stands where a number should. */
export const ODD_NUMBERS = [
  ...[
    '1e309',
    '-1',
    '-0',
    'NaN',
    'Infinity',
    '0x10',
    '1,234.5',
    '1.2.3',
    '.5',
    '5.',
    '1_000',
    '٣',
    '１２',
  ],
  ...['9'.repeat(400), '9'.repeat(15), '999999999999.999', '1e12', '1e-320', '', ' ', 'null', '0'],
]

const PIECES = [
  ...[
    '\t',
    '\n',
    '\r\n',
    ' ',
    '"',
    "'",
    ',',
    ';',
    '{',
    '}',
    '[',
    ']',
    ':',
    '\\',
    '\0',
    '\ufeff',
    '\ud800',
  ],
  ...[
    '__proto__',
    'constructor',
    'ms',
    'MB',
    'REPORT ',
    'Init Duration: 3.00 ms',
    '\tStatus: timeout',
  ],
  ...['\tXRAY TraceId: 1-5\tSegmentId: 6\t', 'Duration: 1 ms', '{"a":', '[[[[', '\u2028', '日本'],
]

export type Edit = (text: string, others: readonly string[]) => string

const at = (n: number, text: string): number => n % (text.length + 1)

const replaceNth = (
  text: string,
  pattern: RegExp,
  n: number,
  put: (found: string) => string,
): string => {
  const found = [...text.matchAll(pattern)]
  const one = found[n % Math.max(1, found.length)]
  if (one === undefined) return text
  return text.slice(0, one.index) + put(one[0]) + text.slice(one.index + one[0].length)
}

const place = fc.nat()

/** What editors, mail, broken disks, other versions and enemies do to a text. */
const edits: Readonly<Record<string, fc.Arbitrary<Edit>>> = {
  cut: fc.tuple(place, fc.nat(40)).map(
    ([n, length]): Edit =>
      (text) =>
        text.slice(0, at(n, text)) + text.slice(at(n, text) + length),
  ),
  end: place.map(
    (n): Edit =>
      (text) =>
        text.slice(0, at(n, text)),
  ),
  insert: fc
    .tuple(place, fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 })))
    .map(
      ([n, piece]): Edit =>
        (text) =>
          text.slice(0, at(n, text)) + piece + text.slice(at(n, text)),
    ),
  number: fc.tuple(place, fc.constantFrom(...ODD_NUMBERS)).map(
    ([n, odd]): Edit =>
      (text) =>
        replaceNth(text, /-?\d+(?:\.\d+)?/g, n, () => odd),
  ),
  digits: fc.tuple(place, fc.nat(30)).map(
    ([n, count]): Edit =>
      (text) =>
        replaceNth(text, /\d+/g, n, (found) => found + '7'.repeat(count)),
  ),
  unit: place.map(
    (n): Edit =>
      (text) =>
        replaceNth(text, / (?:ms|MB)/g, n, () => ''),
  ),
  field: fc.tuple(place, fc.constantFrom('double', 'drop', 'swap')).map(
    ([n, how]): Edit =>
      (text) => {
        const fields = text.split('\t')
        const [one = ''] = fields.splice(n % fields.length, how === 'double' ? 0 : 1)
        if (how === 'drop') return fields.join('\t')
        const copy = how === 'double' ? (fields[n % fields.length] ?? '') : one
        fields.splice((n * 7) % (fields.length + 1), 0, copy)
        return fields.join('\t')
      },
  ),
  id: fc.tuple(place, place).map(
    ([n, m]): Edit =>
      (text, others) => {
        const ids = others.flatMap((other) => other.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [])
        return replaceNth(
          text,
          /[0-9a-f]{8}-[0-9a-f-]{27}/g,
          n,
          (found) => ids[m % ids.length] ?? found,
        )
      },
  ),
  splice: fc.tuple(place, place, place).map(
    ([n, from, other]): Edit =>
      (text, others) => {
        const second = others[other % others.length] ?? ''
        return text.slice(0, at(n, text)) + second.slice(at(from, second))
      },
  ),
  value: fc
    .tuple(
      place,
      fc.constantFrom('null', '{}', '[]', '"x"', 'true', '-5', '1e309', '{"__proto__":1}'),
    )
    .map(
      ([n, value]): Edit =>
        (text) =>
          replaceNth(text, /(?<=": ?)(?:"[^"]*"|-?[\d.e+]+|null|true|false)/g, n, () => value),
    ),
  key: place.map(
    (n): Edit =>
      (text) =>
        replaceNth(text, /"\w+"(?= ?:)/g, n, () => '"__proto__"'),
  ),
  case: place.map(
    (n): Edit =>
      (text) =>
        replaceNth(text, /[A-Za-z]+/g, n, (found) => found.toUpperCase()),
  ),
  spaces: place.map(
    (n): Edit =>
      (text) =>
        replaceNth(text, /[\t ]/g, n, () => '\u00a0'),
  ),
  long: fc.tuple(place, fc.constantFrom(' ', '\t', '9', 'a', '[', '\n')).map(
    ([n, one]): Edit =>
      (text) =>
        text.slice(0, at(n, text)) + one.repeat(3_000) + text.slice(at(n, text)),
  ),
}

const WEIGHTS: Readonly<Record<string, number>> = {
  number: 4,
  id: 3,
  field: 3,
  splice: 3,
  value: 3,
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  ...Object.entries(edits).map(([name, arbitrary]) => ({ arbitrary, weight: WEIGHTS[name] ?? 1 })),
)

/** One of the texts after so many edits; what comes in from elsewhere is of the others. */
export function mutated(texts: readonly string[], most = 3): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(texts.length - 1), fc.array(edit, { maxLength: most }))
    .map(([n, all]) => all.reduce((text, change) => change(text, texts), texts[n] ?? ''))
}

/** Every number anywhere in a value. */
export function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : []
}
