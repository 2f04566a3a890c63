import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseJsonLine } from '../../src/logs/json-line.ts'
import type { PlatformLine } from '../../src/logs/platform-line.ts'
import { parseTextLine } from '../../src/logs/text-line.ts'
import { parseMessage, platformLines } from './platform-lines.ts'

const ID = 'f229f0cb-d6d4-4297-bccd-c49b2587c103'
const COLD = `REPORT RequestId: ${ID}\tDuration: 1016.30 ms\tBilled Duration: 1272 ms\tMemory Size: 128 MB\tMax Memory Used: 69 MB\tInit Duration: 255.49 ms\t\n`

describe('a published log line is read as what it says', () => {
  test.each(platformLines)('$shows', ({ message, line }) => {
    expect(parseMessage(message)).toEqual(line ?? undefined)
  })

  test('the time of a JSON line is its own', () => {
    const line = `{"time":"2026-10-08T07:30:28.235Z","type":"platform.start","record":{"requestId":"${ID}"}}`
    expect(parseJsonLine(line)?.time).toBe('2026-10-08T07:30:28.235Z')
  })

  test('each format leaves the lines of the other alone', () => {
    for (const { message, line } of platformLines.filter((row) => row.line !== null)) {
      const other = message.startsWith('{') ? parseTextLine(message) : parseJsonLine(message)
      expect([line?.kind, other]).toEqual([line?.kind, undefined])
    }
  })
})

describe('a line that begins like a platform line and is none is unreadable, not user output', () => {
  test.each<[string, string]>([
    [
      'an id that a tool has stripped',
      'REPORT RequestId: Duration: 45699.82 ms\tBilled Duration: 45700 ms\tMemory Size: 10240 MB\tMax Memory Used: 1547 MB\tInit Duration: 933.75 ms',
    ],
    ['an id that was masked', COLD.replace(ID, '<guid>')],
    ['a START with a masked id', 'START RequestId: <guid> Version: $LATEST'],
    ['a START without a version', `START RequestId: ${ID}`],
    ['words of the function that imitate a REPORT', `REPORT RequestId: ${ID} is ready`],
    ['words of the function that imitate an INIT_REPORT', 'INIT_REPORT Init Duration: soon'],
    ['a restore without its time', 'RESTORE_REPORT Restore Duration: \tStatus: timeout'],
    ['no Duration', COLD.replace('\tDuration: 1016.30 ms', '')],
    ['no Billed Duration', COLD.replace('\tBilled Duration: 1272 ms', '')],
    ['no Memory Size', COLD.replace('\tMemory Size: 128 MB', '')],
    ['no Max Memory Used', COLD.replace('\tMax Memory Used: 69 MB', '')],
    ['a field twice', COLD.replace('\t\n', '\tInit Duration: 3.00 ms\t\n')],
    ['seconds', COLD.replace('255.49 ms', '0.255 s')],
    ['a status that was cut off', COLD.replace('\t\n', '\tStatus: ')],
    [
      'JSON that is cut',
      '{"time":"2026-10-08T06:53:49.256Z","type":"platform.report","record":{"re',
    ],
    ['JSON of a start that is cut', '{"type": "platform.start","record":{"requestId":"a45d'],
    ['JSON without a record', '{"type":"platform.report"}'],
    ['JSON with a list for a record', '{"type":"platform.initReport","record":[1]}'],
    ['JSON init start with a list', '{"type":"platform.initStart","record":[]}'],
    ['JSON restore with a list', '{"type":"platform.restoreReport","record":{"metrics":[]}}'],
    ['JSON without an id', '{"type":"platform.report","record":{"metrics":{"durationMs":1}}}'],
    ['JSON without a duration', `{"type":"platform.report","record":{"requestId":"${ID}"}}`],
    ['JSON init without a duration', '{"type":"platform.initReport","record":{"phase":"init"}}'],
    ['JSON start without an id', '{"type":"platform.start","record":{"version":"7"}}'],
    [
      'JSON restore with words for metrics',
      '{"type":"platform.restoreReport","record":{"metrics":"none"}}',
    ],
  ])('%s', (_, message) => {
    expect(parseMessage(message)).toEqual({ kind: 'unreadable', text: message })
  })
})

describe('corrupt is never missing', () => {
  const fields = ['Duration', 'Billed Duration', 'Memory Size', 'Max Memory Used', 'Init Duration']
  const garbage = [
    '',
    ' ',
    'NaN ms',
    '-1 ms',
    '12. ms',
    '1,5 ms',
    '1e3 ms',
    '0x10 ms',
    '12',
    '12 msx',
  ]

  test.each(fields)('no figure of a text REPORT may be garbage: %s', (field) => {
    for (const value of [...garbage, `${'9'.repeat(400)} ms`]) {
      const message = COLD.replace(new RegExp(`\t${field}: [^\t]+`), `\t${field}: ${value}`)
      expect([value, parseTextLine(message)?.kind]).toEqual([value, 'unreadable'])
    }
  })

  const metrics = [
    'durationMs',
    'billedDurationMs',
    'memorySizeMB',
    'maxMemoryUsedMB',
    'initDurationMs',
    'restoreDurationMs',
  ]
  const texts = ['requestId', 'status', 'errorType']

  test.each([...metrics, ...texts])('no field of a JSON REPORT may be garbage: %s', (field) => {
    const sound = { requestId: ID, status: 'success', errorType: 'Runtime.Unknown' }
    const figures = Object.fromEntries(metrics.map((name) => [name, 5]))
    for (const value of [-1, true, {}, [5], ...(texts.includes(field) ? [] : ['5'])]) {
      const record = { ...sound, metrics: figures }
      const broken = texts.includes(field)
        ? { ...record, [field]: value }
        : { ...record, metrics: { ...figures, [field]: value } }
      const message = JSON.stringify({ type: 'platform.report', record: broken })
      expect([value, parseMessage(message)?.kind]).toEqual([value, 'unreadable'])
    }
    const whole = { type: 'platform.report', record: { ...sound, metrics: figures } }
    expect(parseMessage(JSON.stringify(whole))?.kind).toBe('report')
  })

  test('a REPORT cut inside its init is not one of a warm start', () => {
    const begin = COLD.indexOf('\tInit')
    for (let end = begin + 2; end < COLD.length; end += 1) {
      const line = parseTextLine(COLD.slice(0, end))
      const init = line?.kind === 'report' ? line.init : 255.49
      expect([end, init]).toEqual([end, expect.closeTo(255.49, 0)])
    }
  })
})

describe('whatever a line becomes', () => {
  const line = fc.constantFrom(...platformLines.map(({ message }) => message))
  const piece = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom(
      '\t',
      '\n',
      '"',
      '{',
      'NaN',
      '-',
      'e9',
      '9'.repeat(400),
      'Init Duration: ',
      ' ms',
    ),
  )
  const edit = fc.record({ at: fc.nat(), length: fc.nat(12), piece })
  const mutated = fc
    .tuple(line, fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) =>
      edits.reduce((now, { at, length, piece }) => {
        const begin = at % (now.length + 1)
        return now.slice(0, begin) + piece + now.slice(begin + length)
      }, text),
    )
  const numbers = (found: PlatformLine | undefined) =>
    Object.values(found ?? {}).filter((value) => typeof value === 'number')

  test('neither parser throws, and every number is finite and not below 0', () => {
    fc.assert(
      fc.property(mutated, (message) => {
        const found = [...numbers(parseTextLine(message)), ...numbers(parseJsonLine(message)?.line)]
        return found.every((value) => Number.isFinite(value) && value >= 0)
      }),
      { numRuns: 3000 },
    )
  })
})
