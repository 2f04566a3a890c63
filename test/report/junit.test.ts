import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { validateXML } from 'xmllint-wasm'
import { renderJoinedJunit, renderJunit } from '../../src/report/junit.ts'
import type { Joined } from '../../src/verdict/joined.ts'
import type { Result } from '../../src/verdict/result.ts'
import { override } from '../../src/verdict/verdict.ts'
import { expectGolden } from '../golden.ts'
import { coldStarts, makeCompared } from './comparisons.ts'
import {
  FAILING,
  makeOverridden,
  makeResult,
  makeUnmeasured,
  OVERRIDE,
  PASSING,
} from './results.ts'
import { joined } from './setups.ts'
import { readXml } from './xml.ts'

const OPEN = 'cold.init.p99.9 <= 6s'
const WARNING = 'cold.init.p50 <= 3s !warn'
const mixed = makeResult({ rules: [...FAILING, OPEN, WARNING] })
const cancelled = makeResult({ rules: FAILING, failures: ['the run was cancelled'] })
const slower = makeCompared({
  rules: ['cold.init.p50 <= baseline + 5%', 'cold.init.p99 <= baseline + 10%'],
  baseline: coldStarts('baseline', 1),
  candidate: coldStarts('candidate', 1.24),
})

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8')

async function validate(contents: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents }], schema })
  return errors.map(({ message }) => message)
}

/** What each test case came to: the name of its only child, or "pass". */
function outcomes(
  results: readonly Result[],
  onInconclusive: 'fail' | 'warn' | 'pass' = 'warn',
): readonly (readonly [rule: string | undefined, outcome: string])[] {
  const suites = readXml(renderJunit(results, onInconclusive)).children
  return suites
    .flatMap(({ children }) => children.filter(({ name }) => name === 'testcase'))
    .map(({ attributes, children }) => [attributes.name, children[0]?.name ?? 'pass'])
}

test.each([
  ['of-all-kinds', mixed],
  ['error', makeUnmeasured()],
] as const)('the file of a run: %s', (name, result) => {
  expectGolden(`junit-${name}.xml`, renderJunit([result], 'warn'))
})

test.each([
  ['rules of all kinds', mixed],
  ['nothing measured', makeUnmeasured()],
  ['half measured', cancelled],
  ['let through', makeOverridden()],
  ['no rules', makeResult({ rules: [] })],
  ['a comparison', slower],
  ['text that is no XML', makeResult({ label: '<a>\u0000 & "b" ]]>\ud800', rules: PASSING })],
])(
  'the schema accepts: %s',
  async (_, result) => {
    expect(await validate(renderJunit([result, mixed], 'fail'))).toEqual([])
  },
  30_000,
)

test('the schema would tell', async () => {
  const document = renderJunit([mixed], 'warn')
  expect(await validate(document.replace(/ tests="\d+"/, ''))).toHaveLength(1)
  expect(await validate(document.replace('</testcase>', '<time/></testcase>'))).toHaveLength(1)
}, 30_000)

describe('which rule fails its test case', () => {
  test('one that makes the step fail, and no other', () => {
    expect(outcomes([mixed])).toEqual([
      ['cold.init.p50 <= 3s', 'failure'],
      ['super-cold.share <= 10%', 'failure'],
      ...PASSING.map((rule) => [rule, 'pass']),
      [OPEN, 'skipped'],
      [WARNING, 'system-out'],
    ])
  })

  test('an open one too, where it makes the step fail', () => {
    const open = [OPEN, `${OPEN} !warn`]
    expect(outcomes([makeResult({ rules: open })], 'fail')).toEqual([
      [open[0], 'failure'],
      [open[1], 'skipped'],
    ])
  })

  test('none where the label let the failure through', () => {
    const found = outcomes([makeOverridden()]).map(([, outcome]) => outcome)
    expect(found).toEqual(['skipped', 'skipped', ...PASSING.map(() => 'pass')])
  })

  test('none where it could not be measured: that is an error of its own, and judges no rule', () => {
    expect(outcomes([cancelled], 'fail')).toEqual([
      ['measurement', 'error'],
      ...FAILING.map((rule) => [rule, 'skipped']),
    ])
    expect(renderJunit([cancelled], 'fail')).not.toContain('<failure')
  })
})

test('the counts of a suite are those of its test cases', () => {
  for (const result of [mixed, cancelled, makeOverridden(), slower]) {
    const [suite] = readXml(renderJunit([result], 'fail')).children
    const all = outcomes([result], 'fail').map(([, outcome]) => outcome)
    const count = (name: string): string => String(all.filter((one) => one === name).length)
    expect(suite?.attributes).toMatchObject({
      tests: String(all.length),
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
    })
  }
})

test('each setup is a suite of its own, and its rules are of a class of that name', () => {
  const suites = readXml(renderJunit([mixed, makeResult({ label: 'x86' })], 'warn')).children
  expect(suites.map(({ attributes }) => attributes.name)).toEqual([
    'cold-start-gate.census-gbm',
    'cold-start-gate.x86',
  ])
  for (const { attributes, children } of suites) {
    const cases = children.filter(({ name }) => name === 'testcase')
    expect(new Set(cases.map((one) => one.attributes.classname))).toEqual(
      new Set([attributes.name]),
    )
  }
})

describe('of a joined report', () => {
  const failed = makeResult({ label: 'a', rules: FAILING })
  const open = makeResult({ label: 'b', rules: [OPEN] })
  const broken = makeResult({ label: 'c', failures: ['the run was cancelled'] })
  const suitesOf = (report: Joined) =>
    readXml(renderJoinedJunit(report, 'fail')).children.map(({ attributes }) => attributes)

  test('one that the label let through blocks nothing, in no setup, be it failed or open', () => {
    const all = joined([failed, open])
    expect(suitesOf(all).map(({ failures }) => failures)).toEqual(['2', '1'])
    const verdict = override(all.verdict, OVERRIDE)
    const through = suitesOf({ ...all, override: OVERRIDE, verdict })
    expect(through.map(({ failures }) => failures)).toEqual(['0', '0'])
    expect(through.map(({ skipped }) => skipped)).toEqual(['2', '1'])
  })

  test('the same of one setup with a failed and an open rule', () => {
    const both = joined([makeResult({ rules: [...FAILING, OPEN] })])
    const verdict = override(both.verdict, OVERRIDE)
    expect(suitesOf({ ...both, override: OVERRIDE, verdict })).toMatchObject([
      { failures: '0', skipped: '3' },
    ])
  })

  test.each([
    ['each setup could be measured', [failed, open]],
    ['a setup is in error itself', [failed, broken]],
  ])('a result file that is missing has a suite of its own where %s', (_, setups) => {
    const files = ['a.json is no JSON', 'b.json is empty']
    const report = joined(setups, files)
    expect(suitesOf(report).map(({ name }) => name)).toEqual([
      'cold-start-gate',
      ...setups.map(({ label }) => `cold-start-gate.${label}`),
    ])
    for (const file of files) expect(renderJoinedJunit(report, 'warn')).toContain(file)
    expect(suitesOf(report)[0]).toMatchObject({ tests: '1', errors: '1' })
  })

  test('none is made up where no file is missing', () => {
    expect(suitesOf(joined([failed, broken])).map(({ errors }) => errors)).toEqual(['0', '1'])
  })
})
