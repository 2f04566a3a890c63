import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseAnyTextLine, parseTextLine } from '../../src/logs/text-line.ts'
import { parseUsualReport } from '../../src/logs/usual-report.ts'
import { platformLines } from './platform-lines.ts'

const ID = 'f229f0cb-d6d4-4297-bccd-c49b2587c103'
const WARM = `REPORT RequestId: ${ID}\tDuration: 1016.30 ms\tBilled Duration: 1272 ms\tMemory Size: 128 MB\tMax Memory Used: 69 MB`

describe('Lambda’s own order of fields needs no tolerance', () => {
  test.each<[string, string]>([
    ['warm', `${WARM}\t\n`],
    ['no tab at the end', WARM],
    ['cold', `${WARM}\tInit Duration: 255.49 ms\t\n`],
    ['restored', `${WARM}\tRestore Duration: 789.64 ms\tBilled Restore Duration: 163 ms\t\n`],
    ['failed', `${WARM}\tInit Duration: 80.00 ms\tStatus: error\tError Type: Runtime.ExitError\n`],
    ['X-Ray on a second line', `${WARM}\t\nXRAY TraceId: 1-64e813da\tSegmentId: 60a9\t\n`],
    ['X-Ray on the same line', `${WARM}\tXRAY TraceId: 1-64e813da\tSegmentId: 60a9\t\n`],
  ])('%s', (_, message) => {
    expect(parseUsualReport(message)).toEqual(parseAnyTextLine(message))
    expect(parseUsualReport(message)?.requestId).toBe(ID)
  })
})

describe('the short ways give the answer of the long one', () => {
  // Mostly ordinary parts, or hardly a line of ten of them would be a REPORT.
  const mostly = (usual: fc.Arbitrary<string>, ...odd: fc.Arbitrary<string>[]) =>
    fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: fc.oneof(...odd) })
  const amount = mostly(
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(2)),
    fc.nat(900_000).map(String),
    fc.stringMatching(/^\d{1,14}(?:\.\d{0,5})?$/),
    fc.constantFrom('0.00', '00.5', '999999999999.999', '9007199254740.993', '', '-1', '1e3', '5.'),
  )
  const id = mostly(
    fc.uuid(),
    fc.stringMatching(/^[\w-]{6,9}$/),
    fc.stringMatching(/^[0-9a-z-]{63,66}$/),
  )
  const end = fc.constantFrom(
    '',
    '\t',
    '\t\n',
    '\n',
    ' ',
    '\t\t',
    '\r\n',
    '\t\nXRAY TraceId: 1-5\tInit Duration: 3.00 ms\n',
    '\tXRAY TraceId: 1-5\tStatus: odd\t\n',
    '\nXRAY',
    '\tTenant Id: blue',
  )
  const tabOrSpace = mostly(fc.constant('\t'), fc.constant(' '))
  const field = (name: string, unit: string) =>
    fc.tuple(tabOrSpace, amount).map(([tab, value]) => `${tab}${name}: ${value} ${unit}`)
  const sometimes = (text: fc.Arbitrary<string>) =>
    fc.option(text, { nil: '' }) as fc.Arbitrary<string>
  const report = fc
    .tuple(
      id.map((value) => `REPORT RequestId: ${value}`),
      field('Duration', 'ms'),
      field('Billed Duration', 'ms'),
      field('Memory Size', 'MB'),
      field('Max Memory Used', 'MB'),
      sometimes(field('Init Duration', 'ms')),
      sometimes(field('Restore Duration', 'ms')),
      sometimes(field('Billed Restore Duration', 'ms')),
      sometimes(
        mostly(fc.constantFrom('\tStatus: timeout', '\tStatus: error'), fc.constant('\tStatus: ')),
      ),
      sometimes(
        mostly(fc.constant('\tError Type: Runtime.ExitError'), fc.constant('\tError Type: a-b')),
      ),
      end,
    )
    .map((parts) => parts.join(''))

  const real = fc.constantFrom(...platformLines.map(({ message }) => message))
  type Edit = (text: string, begin: number, length: number) => string
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(25),
    edit: fc.constantFrom<Edit>(
      (text, begin, length) => text.slice(0, begin) + text.slice(begin + length),
      (text, begin, length) => text.slice(0, begin + length) + text.slice(begin),
      (text, begin) => text.slice(0, begin),
      (text, begin) => text.slice(0, begin) + (text[begin + 1] ?? '') + text[begin],
      (text, begin) => text.slice(0, begin) + text.slice(begin).replace('\t', ' '),
      (text, begin) => text.slice(0, begin) + text.slice(begin).replace('\t', ''),
      (text, begin) => `${text.slice(0, begin)}_${text.slice(begin)}`,
      (text, begin) => `${text.slice(0, begin)}\n${text.slice(begin)}`,
      (text, begin) => {
        const [first = '', ...fields] = text.split('\t')
        const moved = fields.splice(begin % (fields.length + 1), 1)
        return [first, ...moved, ...fields].join('\t')
      },
      (text, begin) => {
        const fields = text.split('\t')
        return [...fields, fields[begin % fields.length]].join('\t')
      },
    ),
  })
  const line = fc
    .tuple(fc.oneof(report, real), fc.array(edit, { maxLength: 2 }))
    .map(([text, edits]) =>
      edits.reduce((now, { at, length, edit }) => edit(now, at % (now.length + 1), length), text),
    )

  test('whatever the line is', () => {
    fc.assert(
      fc.property(line, (message) => {
        expect(parseTextLine(message)).toStrictEqual(parseAnyTextLine(message))
      }),
      { numRuns: 4000 },
    )
  })

  test('a figure is what Number makes of it', () => {
    const figure = fc.stringMatching(/^\d{1,12}(?:\.\d{1,9})?$/)
    fc.assert(
      fc.property(figure, (text) => {
        const found = parseTextLine(WARM.replace('1016.30', text))
        expect(found).toHaveProperty('duration', Number(text))
      }),
      { numRuns: 2000 },
    )
  })
})
