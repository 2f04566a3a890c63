import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { printJoinedCsv } from '../../../src/report/csv.ts'
import { printJoinedJson } from '../../../src/report/joined-json.ts'
import { renderJoinedJunit } from '../../../src/report/junit.ts'
import { startsOfBothSides } from '../../../src/verdict/result.ts'
import { type ReadElement, readXml } from '../../report/xml.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReports, TEXTS } from '../hostile-report.ts'
import { hostileTexts, tagOf } from '../hostile-text.ts'

const HARMLESS = Array.from({ length: TEXTS }, (_, n) => tagOf(n))

export const FILES: readonly Fuzz[] = [
  fuzz('starts.csv has the same cells, and no formula', TEXTS, hostileTexts(TEXTS), (texts) => {
    const joined = hostileReports(texts)
    const csv = [...printJoinedCsv(joined)].join('')
    const rows = parse(csv, { columns: true }) as Readonly<Record<string, string>>[]
    const starts = joined.setups.flatMap((setup) =>
      startsOfBothSides(setup).map((start) => ({ label: setup.label, ...start })),
    )
    assert.equal(rows.length, starts.length)
    const names = ['setup', 'requestId', 'environment', 'error']
    for (const [i, row] of rows.entries()) {
      const start = starts[i]
      const given = [start?.label, start?.requestId, start?.environment, start?.error]
      for (const [n, name] of names.entries()) {
        assert.equal(unguarded(row[name] ?? ''), unguarded(given[n] ?? ''))
      }
    }
    // A spreadsheet of another country separates by semicolons, and knows no quotes then.
    const others = [';', '\t'].flatMap((one) =>
      csv.split(/\r|\n/).flatMap((line) => line.split(one)),
    )
    for (const cell of [...(parse(csv) as string[][]).flat(), ...others]) {
      if (/^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/.test(cell)) continue
      assert.doesNotMatch(cell, /^["\s\p{Cf}]*[=+\-@＝＋－＠]/u, JSON.stringify(cell))
    }
  }),
  fuzz('junit.xml says the same to a strict parser', TEXTS, hostileTexts(TEXTS), (texts) => {
    const found = readXml(renderJoinedJunit(hostileReports(texts), 'fail'))
    const expected = readXml(renderJoinedJunit(hostileReports(HARMLESS), 'fail'))
    compareElements(found, expected, texts)
  }),
  fuzz('report.json has every text as it is', TEXTS, hostileTexts(TEXTS), (texts) => {
    const joined = hostileReports(texts)
    const json = JSON.parse([...printJoinedJson(joined)].join(''))
    const [setup, other] = joined.setups
    assert.equal(json.setups[0].label, setup.label)
    assert.equal(json.setups[1].label, other?.label)
    assert.deepEqual(json.setups[0].function.arn, setup.facts?.arn)
    assert.deepEqual(json.setups[0].starts[0].requestId, startsOfBothSides(setup)[0]?.requestId)
    assert.deepEqual(json.setups[0].notes, setup.notes)
    assert.equal(Object.getPrototypeOf(json.setups[0]), Object.prototype)
  }),
]

/** A quote is told from a guard by nobody, so both sides are compared without any. */
function unguarded(text: string): string {
  return text.toWellFormed().replaceAll("'", '')
}

function compareElements(
  found: ReadElement,
  expected: ReadElement,
  texts: readonly string[],
): void {
  assert.equal(found.name, expected.name)
  assert.deepEqual(Object.keys(found.attributes), Object.keys(expected.attributes))
  const filled = (text: string): string =>
    text.replace(/q(\d+)q/g, (_, n) => inXml(texts[Number(n)] ?? ''))
  for (const [name, value] of Object.entries(expected.attributes)) {
    assert.equal(found.attributes[name], filled(value))
  }
  if (expected.children.length === 0) assert.equal(found.text, filled(expected.text))
  assert.equal(found.children.length, expected.children.length)
  for (const [i, child] of found.children.entries()) {
    compareElements(child, expected.children[i] as ReadElement, texts)
  }
}

/** Characters that XML cannot say. Source: w3.org/TR/xml, 2.2. */
function inXml(text: string): string {
  return text.replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
}
