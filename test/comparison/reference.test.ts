import { expect, test } from '@jest/globals'
import { referToStored } from '../../src/comparison/reference.ts'
import { parseStoredReport, type StoredReport } from '../../src/comparison/stored-report.ts'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { renderJson } from '../../src/report/json.ts'
import { FACTS, makeResult, STARTS } from '../report/results.ts'

const result = makeResult({ label: 'main', counts: { failed: 2, gaveUp: 1 } })

function stored(): StoredReport {
  const found = parseStoredReport(renderJson(result))
  if (typeof found === 'string') throw new Error(found)
  return found
}

const plan = { text: stored().planText }

test('a stored run of the same function under the same load is the reference, as it was measured', () => {
  const reference = referToStored(stored(), FACTS, plan)
  if (reference.kind !== 'measured') throw new Error(reference.kind)
  expect(reference.run).toMatchObject({ label: 'main', isStored: true, counts: { failed: 2 } })
  const { classes, starts, whyNotRecycled } = reference.run
  expect(starts).toHaveLength(STARTS.length)
  // What its own report showed, requests without an answer included.
  expect(classes).toEqual(result.classes)
  expect(classes.all.latency?.n).toBe(STARTS.length + 1)
  expect(whyNotRecycled).toBeUndefined()
})

test('it may have another name, version and code: that is what is compared', () => {
  const facts = { ...FACTS, name: 'other', version: '43', codeSha256: 'b2' }
  expect(referToStored(stored(), facts, plan).kind).toBe('measured')
})

test.each<[Partial<FunctionFacts>, string, string]>([
  [{ memoryMB: 512 }, plan.text, 'its memory is 3,008 MB, here it is 512 MB'],
  [{}, 'burst 5', `its load plan is "${plan.text.replace(/\n/g, '; ')}", here it is "burst 5"`],
])('with %j and the plan %j it is refused with the reason', (facts, text, why) => {
  expect(referToStored(stored(), { ...FACTS, ...facts }, { text })).toEqual({
    kind: 'refused',
    reason: `the stored baseline is not comparable: ${why}`,
  })
})

test('super-cold starts that it could not tell apart stay unknown', () => {
  const report = { ...stored(), superCold: { status: 'undetermined' } as const }
  const reference = referToStored(report, FACTS, plan)
  expect(reference).toMatchObject({ run: { classes: { 'super-cold': { count: null } } } })
})

test.each([
  ['POST https://a.example/', undefined, 'through HTTP (POST https://a.example/), this run'],
  [undefined, 'POST https://a.example/', 'through the Invoke API, this run through HTTP'],
])('a run over %s is not compared with one over %s', (before, here, why) => {
  const reference = referToStored({ ...stored(), endpoint: before }, FACTS, plan, here)
  expect(reference).toMatchObject({ kind: 'refused', reason: expect.stringContaining(why) })
})

test('the same function may be at another url: each pull request has one of its own', () => {
  const report = { ...stored(), endpoint: 'POST https://main.example/' }
  expect(referToStored(report, FACTS, plan, 'POST https://pr-7.example/').kind).toBe('measured')
})
