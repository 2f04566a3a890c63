import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseConfig } from '../../../src/config/config.ts'
import { parseDuration } from '../../../src/config/duration.ts'
import { parseFunctionName } from '../../../src/config/function-name.ts'
import { parseLoadPlan } from '../../../src/config/load-plan.ts'
import { parseOptions } from '../../../src/config/options.ts'
import { ConfigError } from '../../../src/config/problem.ts'
import { parseThresholds } from '../../../src/config/threshold.ts'
import { makeSources } from '../../config/sources.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileText } from '../hostile-text.ts'
import { mutated, numbersOf } from './mutation.ts'

const PLANS = [
  'burst 30\nrecycle\nburst 60\nusers 10 for 30s wait 1s..2s',
  'rounds 24 of 10; pause 500ms; rate 5/s..10/s for 1m # ramp',
  'users 100 for 60s spawn 20/s wait 3s..5s',
]
const RULES = [
  'cold.init.p95 <= 6s\nsuper-cold.share <= 10%',
  'cold.latency.p50 <= baseline + 10% & +150ms !warn',
  'all.memory.max < 80% if n >= 30; cost.usd <= 1.5 USD',
]
const NAMES = [
  'arn:aws:lambda:eu-west-1:123456789012:function:census-gbm:42',
  '123456789012:function:a',
  'a:b',
]
const or = (texts: readonly string[]) =>
  fc.oneof({ weight: 4, arbitrary: mutated(texts) }, { weight: 1, arbitrary: hostileText })

export const GRAMMARS: readonly Fuzz[] = [
  fuzz('a load plan is read or refused with words', 1, or(PLANS), (text) => {
    const { plan, problems } = parseLoadPlan(text)
    assert.ok((plan === undefined) === problems.length > 0)
    assertWords(problems)
    for (const number of numbersOf(plan)) assert.ok(Number.isFinite(number) && number >= 0)
  }),
  fuzz('rules are read or refused with words', 1, or(RULES), (text) => {
    const { rules, problems } = parseThresholds(text)
    assertWords(problems)
    assert.deepEqual(
      numbersOf(rules).filter((one) => !Number.isFinite(one)),
      [],
    )
  }),
  fuzz(
    'durations and names are read or refused',
    2,
    fc.tuple(or(['1.5s', '3m', '500ms']), or(NAMES)),
    ([time, name]) => {
      const ms = parseDuration(time)
      assert.ok(ms === undefined || (Number.isFinite(ms) && ms >= 0))
      assert.ok(['undefined', 'object'].includes(typeof parseFunctionName(name)))
    },
  ),
  fuzz(
    'inputs are read or refused with words',
    6,
    fc.dictionary(
      fc.constantFrom(
        'load',
        'thresholds',
        'payload',
        'baseline',
        'timeout',
        'label',
        'url',
        'headers',
        'max-cost',
        'pr-number',
        'comment-key',
        'function-name',
      ),
      fc.oneof(or(PLANS), or(RULES), or(NAMES), hostileText),
    ),
    (given) => {
      try {
        parseConfig(makeSources({ 'function-name': 'census-gbm', ...given }))
      } catch (error) {
        assert.ok(error instanceof ConfigError, String(error))
        assertWords(error.problems)
      }
    },
  ),
  fuzz(
    'options are read or refused with words',
    4,
    fc.array(
      fc.oneof(hostileText, mutated(['--load=burst 1', '--dry-run', '-h', '--label', '--'])),
    ),
    (args) => {
      assertWords(parseOptions(args).problems)
    },
  ),
]

function assertWords(problems: readonly string[]): void {
  for (const problem of problems) assert.ok(problem.trim() !== '', problem.slice(0, 500))
}
