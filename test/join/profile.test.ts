import { describe, expect, test } from '@jest/globals'
import { joinRuns } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import { makeProfile } from '../../src/profile/import-profile.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { renderJson } from '../../src/report/json.ts'
import { onlyOf } from '../../src/verdict/joined.ts'
import { five, profileNamed } from '../profile/sides.ts'
import { makeResult } from '../report/results.ts'
import { STUDY } from '../study-rule.ts'
import { split, storedRun } from './stored-runs.ts'

const profile = profileNamed('torch')
const measured = { ...makeResult(), profile }

test('a result file carries its profile', () => {
  expect(storedRun(measured).profile).toEqual(profile)
  const joined = joinRuns([{ runs: [storedRun(measured)] }], [], [])
  expect(onlyOf(joined)?.profile).toEqual(profile)
})

test('of several setups each shows its own', () => {
  const others = ['a', 'b'].map((label) => ({ runs: [{ ...storedRun(measured), label }] }))
  const text = renderJoinedMarkdown(
    joinRuns([...others, { runs: [{ ...storedRun(makeResult()), label: 'c' }] }], [], []),
  )
  expect(text.match(/Imports take/g)).toHaveLength(2)
})

test('of shards the one of the most environments stands for all', () => {
  const small = makeProfile(
    { ...five({ a: 1 }), counts: { ...five({}).counts, profiled: 1 } },
    null,
  )
  const shards = split(storedRun(measured), 2, (_, i) => i % 2)
  const runs = shards.map((run, i) => ({ ...run, profile: i === 0 ? small : profile }))
  expect(onlyOf(joinRuns([{ runs }], [], []))?.profile).toEqual(profile)
})

test('what the profile was billed is in the cost, as where it was measured', () => {
  const counts = { ...profile.candidate.counts, answered: 5, billed: 20_000 }
  const dear = { ...profile, candidate: { ...profile.candidate, counts } }
  const cost = (result: typeof measured): number =>
    onlyOf(joinRuns([{ runs: [storedRun(result)] }], [], []))?.cost?.gbSeconds ?? 0
  const without = cost({
    ...measured,
    profile: { ...profile, candidate: { ...profile.candidate, counts: { ...counts, billed: 0 } } },
  })
  expect(cost({ ...measured, profile: dear }) - without).toBeCloseTo(20 * (3008 / 1024), 6)
})

describe('a profile that is none is refused, and nothing of it is told', () => {
  type Json = ReturnType<typeof JSON.parse>
  const nested = (depth: number): string =>
    `${'{"name":"secret","self":0,"total":0,"children":['.repeat(depth)}${']}'.repeat(depth)}`
  const rows: readonly (readonly [string, (document: Json) => void])[] = [
    ['no object', (document) => (document.profile = 'secret')],
    ['a time below 0', (document) => (document.profile.candidate.imports = -1)],
    ['a name that is a number', (document) => (document.profile.candidate.tree[0].node.name = 1)],
    [
      'a tree deeper than any stack',
      (document) => (document.profile.candidate.tree[0].node = JSON.parse(nested(1_000))),
    ],
    [
      'more imports than any function',
      (document) => {
        const [root] = document.profile.candidate.tree
        document.profile.candidate.tree = Array.from({ length: 30_000 }, () => root)
      },
    ],
    ['an unknown phase', (document) => (document.profile.candidate.costs[0].phase = 'secret')],
  ]
  test.each(rows)('%s', (_, change) => {
    const document = JSON.parse(renderJson(measured))
    change(document)
    const reason = readResult('a.json', JSON.stringify(document), STUDY)
    expect(reason).toMatch(/^(is no report of this action \(profile\.|has more than 1,000 levels)/)
    expect(reason).not.toContain('secret')
  })
})
