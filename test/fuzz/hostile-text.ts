import fc from 'fast-check'

/** What means something to one of the places where a text may end up, each on its own. */
const FRAGMENTS: Readonly<Record<string, readonly string[]>> = {
  markdown: [...'|`*_[]()~!\\<>&#@$^=+-', '```', '~~~', '---', '===', '- ', '1. ', '> ', '\\|'],
  tables: ['| a | b |', '\n| --- | --- |\n', '\\\\|', '`|`', '` | `', ':---'],
  links: ['http://a.b', 'https://a.b/?c=d&e', 'ftp://a', 'www.a.b', 'WWW.A.B', 'a@b.cd', 'mailto:'],
  linked: [
    '[a](b)',
    '![a](b)',
    '[^1]',
    '[^1]: a',
    '[a]: b',
    '<http://a>',
    '<a@b.cd>',
    'xmpp:a@b.c',
  ],
  github: ['@octocat', '@org/team', '#1', 'GH-1', 'a/b#1', ':tada:', ':+1:', '$x$', '$`x`$', '$$'],
  html: ['<!--', '-->', '<b>', '</script>', '<script>', '</details>', '<img src=x onerror=a()>'],
  tags: [
    '</title>',
    '</style>',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&#0;',
    '&amp',
    "'",
    '"',
    '<?x?>',
    '`',
  ],
  runner: [
    '::error::',
    '::set-output name=a::b',
    '##[',
    '##[error]',
    '##[save-state name=a]',
    '::',
  ],
  files: [
    'a=b',
    'a<<b',
    'ghadelimiter_',
    '%0A',
    '%0D%0A',
    '%3A',
    '%25',
    '%',
    '$(id)',
    '$' + '{{ a }}',
  ],
  formulas: ['=', '=cmd|x', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ';=1', '＝1', ',', ';', '""'],
  terminal: [
    '\u001b[2J',
    '\u001b]8;;http://a\u0007',
    '\u001b]0;a\u001b\\',
    '\u009b1A',
    '\b',
    '\u007f',
  ],
  controls: ['\0', '\u0001', '\u0085', '\u008d', '\u200b', '\u200d', '\ufeff', '\u00ad', '\u034f'],
  direction: ['\u202e', '\u2066', '\u2069', '\u200f', '\u061c', '\u{e0041}', '\ufe0f', '\u3164'],
  lines: ['\n', '\r', '\r\n', '\u2028', '\u2029', '\v', '\f', ' ', '  ', '\t', '\n\n', '\u00a0'],
  surrogates: ['\ud800', '\udc00', '\ud83d', '\u{1f600}', '\uffff', '\ufffe', '\ufffd'],
  wide: ['日本', 'ｗ', '👩‍👩‍👧', '🇩🇪', 'é', 'e\u0301', '\u0e01\u0e33', '한'],
  names: ['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '\\u003c', '\\x1b'],
  charts: ['x-axis', 'bar [1]', '%%', ';', '{', '}', 'click a'],
}

/** Any text, each of the dangers as likely as another. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .constantFrom(...Object.values(FRAGMENTS))
          .chain((all) => fc.constantFrom(...all)),
      },
      { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9 ._/-]{0,8}$/) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(''))

/** The same that is seen, known again wherever it ends up by the number within. */
export function tagged(n: number): fc.Arbitrary<string> {
  return fc.tuple(hostileText, hostileText).map(([before, after]) => `${before}${tagOf(n)}${after}`)
}

export function tagOf(n: number): string {
  return `q${n}q`
}

/** As many different texts, for the places of a report. */
export function hostileTexts(count: number): fc.Arbitrary<readonly string[]> {
  return fc.tuple(...Array.from({ length: count }, (_, n) => tagged(n)))
}

/** What a reader has to see of a text: no character that cannot be seen, moves others or ends the line. */
export function seen(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .toWellFormed()
    .replace(/ {2,}/g, ' ')
    .trim()
}
