import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { whyTooLarge } from '../../src/join/document-size.ts'
import { parseDocument } from '../../src/join/report-schema.ts'
import { renderJson } from '../../src/report/json.ts'
import { makeResult } from '../report/results.ts'

test.each<[string, string, RegExp]>([
  ['brackets within each other', '['.repeat(1001), /^has more than 1,000 levels/],
  ['objects within each other', '{"a":'.repeat(1001), /^has more than 1,000 levels/],
  [
    'objects beside each other',
    `[${'{},'.repeat(1_000_001)}1]`,
    /^has more than 1 million objects$/,
  ],
  ['values', `[${'0,'.repeat(6_000_001)}0]`, /^has more than 6 million values$/],
  [
    'members of one object',
    `{${'"a":1,'.repeat(20_001)}"b":1}`,
    /^has an object with more than 20,000 members$/,
  ],
])('%s without end are refused before they are parsed', (_, json, reason) => {
  expect(whyTooLarge(json)).toMatch(reason)
  expect(parseDocument(json)).toMatch(reason)
})

test('brackets and commas in texts are texts', () => {
  const text = `${'[{,:'.repeat(300_000)}\\`
  for (const json of [JSON.stringify([text, { [text]: '"' }]), JSON.stringify(`\\"${text}`)]) {
    expect(whyTooLarge(json)).toBeUndefined()
  }
})

test('one document on each line is none', () => {
  expect(whyTooLarge(`${'{"a":{}}\n'.repeat(600_000)}`)).toBeUndefined()
})

test('whatever JSON a report or another tool may be is let through', () => {
  expect(whyTooLarge(renderJson(makeResult()))).toBeUndefined()
  fc.assert(fc.property(fc.json({ maxDepth: 8 }), (json) => whyTooLarge(json) === undefined))
})

test('what is no JSON has no size', () => {
  for (const text of ['', ']]]]', '"', '"\\', '}{', '[2021-07-24 15:37:25,745] a/INFO/root: 1']) {
    expect(whyTooLarge(text)).toBeUndefined()
  }
})
