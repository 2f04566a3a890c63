import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { type Noise, parseNoise } from '../../bench/verdict-quality/noise.ts'
import { judgeRounds, judgeStored, oneLookBoundary } from '../../bench/verdict-quality/ours.ts'
import { makeRandom } from '../../bench/verdict-quality/random.ts'
import { prepare, RULES, type Rule } from '../../bench/verdict-quality/rules.ts'
import { scoreOf, scoreRules, scoreStored, streamsOf } from '../../bench/verdict-quality/score.ts'
import {
  SCENARIOS,
  simulateRun,
  simulateStored,
  slower,
} from '../../bench/verdict-quality/simulate.ts'

const path = new URL('../../bench/verdict-quality/noise.json', import.meta.url)
const [noise] = parseNoise(readFileSync(path, 'utf8')) as readonly [Noise]

test('a score has the share of each decision, and the mean cost', () => {
  expect(
    scoreOf([
      { decision: 'fail', starts: 80 },
      { decision: 'pass', starts: 160 },
      { decision: 'pass', starts: 160 },
      { decision: 'inconclusive', starts: 320 },
    ]),
  ).toEqual({ pass: 0.5, fail: 0.25, inconclusive: 0.25, starts: 180 })
})

test('all rules judge the same runs, in all scenarios on the same noise', () => {
  const seen: number[][] = [[], []]
  const rules = seen.map((log): Rule => {
    return {
      name: '',
      setting: 'our rounds',
      judge: ({ run }) => {
        log.push(run.redeployed.rounds[0]?.baseline[0] as number)
        return { decision: 'pass', starts: 0 }
      },
    }
  })
  scoreRules(rules, noise, 3, streamsOf(1, 0))
  const [first, second] = seen
  expect(first).toEqual(second)
  expect(new Set(first).size).toBe(3)
  expect(first?.slice(0, 3)).toEqual(first?.slice(-3))
})

test('every rule fails a change of +300 %, and passes one of −50 %', () => {
  const runOf = (change: number) => prepare(simulateRun(makeRandom(9, 9, 9), noise, slower(change)))
  const decisions = (change: number) => RULES.map(({ judge }) => judge(runOf(change)).decision)
  expect(new Set(decisions(3))).toEqual(new Set(['fail']))
  expect(new Set(decisions(-0.5))).toEqual(new Set(['pass']))
})

test('each peer judges the runs of its setting', () => {
  const fast = simulateRun(makeRandom(9, 9, 9), noise, slower(-0.5))
  const slow = simulateRun(makeRandom(9, 9, 9), noise, slower(3))
  const judged = prepare({ redeployed: slow.redeployed, deployedOnce: fast.deployedOnce })
  const decisions = RULES.map(({ setting, judge }) => `${setting}: ${judge(judged).decision}`)
  expect(new Set(decisions)).toEqual(
    new Set(['ours: fail', 'our rounds: fail', 'one deployment: pass']),
  )
})

test('only Bencher does without the baseline', () => {
  const judged = prepare(simulateRun(makeRandom(9, 9, 9), noise, slower(0)))
  const peers = RULES.filter(({ setting }) => setting !== 'ours')
  for (const { name, judge } of peers) {
    expect(judge(judged).starts).toBe(name.startsWith('Bencher') ? 100 : 200)
  }
})

test('our rule stops early when the matter is clear, and counts both sides', () => {
  const { rounds } = simulateRun(makeRandom(9, 9, 9), noise, SCENARIOS.slower20).redeployed
  expect(judgeRounds(rounds)).toEqual({ decision: 'fail', starts: 80 })
})

test('our stored rule fails twice the time', () => {
  expect(judgeStored(simulateStored(makeRandom(9, 9, 9), noise, slower(1)))).toBe('fail')
  const { scores } = scoreStored(noise, 2, streamsOf(1, 0))
  expect(scores).toHaveLength(3)
})

// Source: Clopper-Pearson at 95 %: p95 of 59 values passes with none above, fails from 7.
test('a single look at 59 starts passes with none above the limit', () => {
  expect(oneLookBoundary(59, 0.95)).toMatchObject({ n: 59, pass: 0 })
  expect(oneLookBoundary(58, 0.95)).toMatchObject({ n: 58, pass: -1 })
})
