import { describe, expect, test } from '@jest/globals'
import { readImport } from '../../src/import/read-import.ts'
import { readResult } from '../../src/join/read-result.ts'
import { STUDY } from '../study-rule.ts'
import { fixture, mustRead } from './fixture.ts'

const REQUESTS = fixture('locust/requests.csv')
const LOG = fixture('locust/DOCKER_DISK_v1_locust_logs.txt')
const POINTS = fixture('k6/k6.json')
const CSV = fixture('k6/k6.csv')
const STATS = fixture('locust/DOCKER_DISK_v1_stats.csv')
const TAIL = fixture('cloudwatch/tail-detailed.txt')
const CONSOLE = fixture('cloudwatch/log-events-viewer-result.csv')
const FIELDS = fixture('cloudwatch/insights-fields.csv')

/** The line with this number, changed. */
function withLine(text: string, number: number, change: (line: string) => string): string {
  return text
    .split('\n')
    .map((line, i) => (i === number - 1 ? change(line) : line))
    .join('\n')
}

describe('a file that cannot be read is refused with a reason', () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'is empty'],
    ['white space', '\uFEFF \r\n', 'is empty'],
    ['UTF-16', `\uFEFF${REQUESTS.split('').join('\0')}`, 'is no UTF-8 text'],
    ['a picture', '\x89PNG\r\n\x1a\n', 'is none of the files that can be read'],
    ['some other JSON', '{"a": 1}', 'is none of the files that can be read'],
    ['an empty array', '[]', 'is none of the files that can be read'],
    ['some other CSV', 'a,b\n1,2\n', 'is none of the files that can be read'],
    [
      'JSON that was cut off',
      fixture('artillery/artillery.json').slice(0, 900),
      'is no JSON: it is cut off',
    ],
    ['a header alone', 'response_time,name\n', 'is a request log without a request'],
    [
      'a log without a request',
      LOG.split('\n').slice(0, 4).join('\n'),
      'is a log of Locust without a response time',
    ],
    [
      'k6 without a request',
      POINTS.split('\n').slice(0, 4).join('\n'),
      'without a http_req_duration',
    ],
    [
      'Locust’s failures',
      fixture('locust/DOCKER_DISK_v1_failures.csv'),
      'which has no times; take its *_stats.csv',
    ],
    ['statistics of nothing', STATS.split('\n').slice(0, 1).join(''), 'without a row "Aggregated"'],
    ['semicolons', REQUESTS.replaceAll(',', ';'), 'is separated by ";"'],
    ['tabs', REQUESTS.replaceAll(',', '\t'), 'is separated by "\\t"'],
    [
      'a query that still runs',
      fixture('cloudwatch/query.json').replace('Complete', 'Running'),
      'not complete',
    ],
    ['a query without inits', FIELDS.replace('@initDuration', '@other'), 'without @initDuration'],
    [
      'a query result where no row has an init',
      '[{"@duration": "61.02", "@requestId": "r"}]',
      'without @initDuration',
    ],
    ['a log without REPORT lines', '{"events": []}', 'has no REPORT line'],
    ['k6 without a tag', CSV.replace('error_code', 'other'), 'has no column error_code'],
  ]
  test.each(refused)('%s', (_, text, reason) => {
    expect(readImport('a', text, STUDY)).toEqual(expect.stringContaining(reason))
  })

  const corrupt: readonly (readonly [string, string, string])[] = [
    [
      'a request log: no number',
      withLine(REQUESTS, 5, (line) => line.replace('60.0375', 'x')),
      'line 5 has the response time',
    ],
    [
      'a request log: a negative one',
      withLine(REQUESTS, 5, (line) => line.replace('60.0375', '-60.0375')),
      'line 5 has the response time "-60.0375',
    ],
    [
      'a request log: none',
      withLine(REQUESTS, 5, (line) => line.replace(/60\.0375\d+/, '')),
      'line 5 has the response time ""',
    ],
    [
      'a request log: infinite',
      withLine(REQUESTS, 5, (line) => line.replace(/60\.0375\d+/, '1e999')),
      'line 5 has the response time',
    ],
    [
      'a request log: longer than a day',
      withLine(REQUESTS, 5, (line) => line.replace(/60\.0375\d+/, '86400001')),
      'line 5 has the response time',
    ],
    [
      'a request log: no time of day',
      withLine(REQUESTS, 5, (line) => line.replace(/^[\d.]+/, 'noon')),
      'line 5 has the time "noon"',
    ],
    [
      'a request log: no status',
      withLine(REQUESTS, 5, (line) => line.replace(',200,', ',2000,')),
      'line 5 has the status "2000"',
    ],
    [
      'a request log: cut off',
      REQUESTS.slice(0, REQUESTS.indexOf('/predict', 600)),
      'has another number of cells',
    ],
    [
      'a request log: an open quote',
      withLine(REQUESTS, 5, (line) => line.replace('/predict', '"/predict')),
      'is never closed',
    ],
    [
      'the line after quoted line breaks',
      'name,response_time\n"a\nb",1\nc,x\n',
      'line 4 has the response time "x"',
    ],
    [
      'a Locust log: no number',
      withLine(LOG, 7, (line) => line.replace('1186.93', '11x6.93')),
      'line 7 logs "11x6.93"',
    ],
    [
      'a Locust log: with its unit',
      withLine(LOG, 7, (line) => `${line} ms`),
      'line 7 logs "1186.93 ms"',
    ],
    [
      'a Locust log: a negative one',
      withLine(LOG, 7, (line) => line.replace('1186', '-1186')),
      'line 7 logs "-1186.93"',
    ],
    [
      'a Locust log: nan',
      withLine(LOG, 7, (line) => line.replace('1186.93', 'nan')),
      'line 7 logs "nan"',
    ],
    ['k6: no JSON', withLine(POINTS, 9, (line) => line.slice(0, 40)), 'line 9 is'],
    [
      'k6: no value',
      withLine(POINTS, 8, (line) => line.replace(/"value":[\d.]+/, '"value":null')),
      'line 8 is',
    ],
    [
      'k6: a negative one',
      withLine(POINTS, 8, (line) => line.replace('"value":', '"value":-')),
      'line 8 is',
    ],
    [
      'k6: no status',
      withLine(POINTS, 8, (line) => line.replace('"status":"200"', '"status":"ok"')),
      'line 8 is',
    ],
    [
      'k6’s CSV: no number',
      withLine(CSV, 5, (line) => line.replace('1225.743769', '1225.x')),
      'line 5 has the metric_value "1225.x"',
    ],
    [
      'Locust’s statistics: no number',
      STATS.replace(/Aggregated,45/, 'Aggregated,many'),
      'line 3 has the Request Count "many"',
    ],
    [
      'Locust’s statistics: a fraction of a request',
      STATS.replace(/Aggregated,45/, 'Aggregated,4.5'),
      'line 3 has the Request Count "4.5"',
    ],
    [
      'Locust’s statistics: more failures than requests',
      STATS.replace(/Aggregated,45,4/, 'Aggregated,45,46'),
      'more failures than requests',
    ],
    [
      'a REPORT line that was cut off',
      TAIL.replace('Billed Duration: 62 ms', 'Billed Dur'),
      'line 10 is "REPORT RequestId: 00000002',
    ],
    [
      'a REPORT line after something unknown',
      TAIL.replace(/^\S+ \S+ (?=REPORT RequestId: 00000002)/m, 'Nov 22 host app: '),
      'in a form that is not known: line 10',
    ],
    [
      'the console’s CSV: no time',
      CONSOLE.replace(/^1795392005400/m, 'noon'),
      'has the timestamp "noon"',
    ],
    ['Insights: no number', FIELDS.replace('61.02', 'x'), 'row 3 has the @duration "x"'],
  ]
  test.each(corrupt)('corrupt is never missing, and the line is named: %s', (_, text, reason) => {
    expect(readImport('a', text, STUDY)).toEqual(expect.stringContaining(reason))
  })

  test('what the file says is quoted in one short line', () => {
    const found = readImport('a', `response_time\n"x${'y\n::error::'.repeat(99)}"\n`, STUDY)
    expect(found).toMatch(/^[^\n]{1,200}$/)
  })
})

describe('a file is told by its content', () => {
  const files = [
    ['locust/DOCKER_DISK_v1_locust_logs.txt', LOG],
    ['locust/requests.csv', REQUESTS],
    ['locust/stats.csv', STATS],
    ['k6/k6.json', POINTS],
    ['k6/k6.csv', CSV],
    ['artillery/artillery.json', fixture('artillery/artillery.json')],
    ['cloudwatch/tail-detailed.txt', TAIL],
    ['cloudwatch/log-events-viewer-result.csv', CONSOLE],
    ['cloudwatch/filter.txt', fixture('cloudwatch/filter.txt')],
  ] as const

  test.each(files)(
    '%s, with a byte order mark and the line ends of Windows, is the same',
    (source, text) => {
      const changed = `\uFEFF${text.replace(/\r?\n/g, '\r\n')}`
      expect(mustRead(source, changed)).toEqual(mustRead(source, text))
    },
  )

  test.each(files)('%s under another name differs in its label alone', (source, text) => {
    const { starts, counts } = mustRead(source, text)
    const other = mustRead('x.dat', text)
    expect([other.counts, other.starts.length, other.label]).toEqual([
      counts,
      starts.length,
      'x.dat',
    ])
  })

  test.each(files)('%s has no empty line at the end, or many', (source, text) => {
    const { counts } = mustRead(source, text)
    expect(mustRead(source, text.trimEnd()).counts).toEqual(counts)
    expect(mustRead(source, `${text}\n\n`).counts).toEqual(counts)
  })

  const labels: readonly (readonly [string, string])[] = [
    ['locust_logs/DOCKER_DISK_v1_locust_logs.txt', 'DOCKER_DISK_v1'],
    ['C:\\runs\\disk-140.requests.csv', 'disk-140'],
    ['requests.csv', 'requests'],
    ['census.gbm.log', 'census.gbm'],
    ['.csv', '.csv'],
  ]
  test.each(labels)('the label of %s is %s', (source, label) => {
    expect(mustRead(source, 'response_time\n1\n').label).toBe(label)
  })
})

describe('beside reports of this action', () => {
  test('a file of another tool is one run', () => {
    expect(readResult('a.csv', REQUESTS, STUDY)).toMatchObject([{ label: 'a', source: 'a.csv' }])
  })

  test('a broken report is refused as a report', () => {
    expect(readResult('a.json', '{"schema": 1}', STUDY)).toMatch(/^is no report of this action/)
    expect(readResult('a.json', '{"verdict": "pass"}', STUDY)).toMatch(
      /^is no report of this action/,
    )
  })

  test('anything else is refused with what can be read', () => {
    expect(readResult('a.txt', 'hello', STUDY)).toContain('k6 --out json or csv')
  })
})
