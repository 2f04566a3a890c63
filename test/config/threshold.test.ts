import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  CLASSES,
  type Limit,
  MEASURES,
  type Metric,
  parseThresholds,
  type Rule,
  type Stat,
  type Unit,
} from '../../src/config/threshold.ts'

const ms = (value: number): Limit => ({ kind: 'absolute', value, unit: 'time' })
const absolute = (value: number, unit: Unit): Limit => ({ kind: 'absolute', value, unit })
const relative = (change: number, floorMs = 0): Limit => ({ kind: 'baseline', change, floorMs })

function measure(
  ruleClass: (typeof CLASSES)[number],
  name: (typeof MEASURES)[number],
  stat: number | 'min' | 'mean' | 'max',
): Metric {
  const read: Stat = typeof stat === 'number' ? { kind: 'percentile', p: stat } : { kind: stat }
  return { kind: 'measure', class: ruleClass, measure: name, stat: read }
}

function ruleOf(text: string): Rule | undefined {
  const { rules, problems } = parseThresholds(text)
  expect(problems).toEqual([])
  return rules[0]
}

test.each<[string, Metric, Limit, string]>([
  ['cold.init.p95 <= 6s', measure('cold', 'init', 95), ms(6000), 'the usual rule'],
  ['cold.init.p95<=6s', measure('cold', 'init', 95), ms(6000), 'no spaces'],
  ['warm.latency.p99.9 < 250ms', measure('warm', 'latency', 99.9), ms(250), 'a fine percentile'],
  ['all.duration.p100 <= 1.5s', measure('all', 'duration', 100), ms(1500), 'the last percentile'],
  ['cold.init.p0.1 > 0ms', measure('cold', 'init', 0.1), ms(0), 'the first, and a limit of 0'],
  ['any-cold.overhead.mean <= 2m', measure('any-cold', 'overhead', 'mean'), ms(120_000), 'minutes'],
  [
    'super-cold.latency.max <= 30 s',
    measure('super-cold', 'latency', 'max'),
    ms(30_000),
    'a space',
  ],
  ['cold.billed.min >= 1ms', measure('cold', 'billed', 'min'), ms(1), 'at least'],
  ['all.memory.max <= 80%', measure('all', 'memory', 'max'), absolute(0.8, '%'), 'of the size'],
  ['all.memory.max <= 512MB', measure('all', 'memory', 'max'), absolute(512, 'MB'), 'in MB'],
  ['cold.count >= 30', { kind: 'count', class: 'cold' }, absolute(30, 'count'), 'a count'],
  [
    'super-cold.share <= 10%',
    { kind: 'share', class: 'super-cold' },
    absolute(0.1, '%'),
    'a share',
  ],
  ['errors.rate <= 0.1%', { kind: 'total', total: 'errors.rate' }, absolute(0.001, '%'), 'a rate'],
  ['errors.count <= 3', { kind: 'total', total: 'errors.count' }, absolute(3, 'count'), 'errors'],
  ['throttles.count == 0', { kind: 'total', total: 'throttles.count' }, absolute(0, 'count'), '=='],
  ['missing.count == 0', { kind: 'total', total: 'missing.count' }, absolute(0, 'count'), 'lost'],
  ['cost.usd <= 0.50 USD', { kind: 'total', total: 'cost.usd' }, absolute(0.5, 'USD'), 'dollars'],
  ['cost.usd < 2USD', { kind: 'total', total: 'cost.usd' }, absolute(2, 'USD'), 'without a space'],
  ['cost.usd <= 0.5', { kind: 'total', total: 'cost.usd' }, absolute(0.5, 'USD'), 'the only unit'],
  ['cold.init.p50 <= baseline', measure('cold', 'init', 50), relative(0), 'not slower at all'],
  ['cold.init.p50 <= baseline + 10%', measure('cold', 'init', 50), relative(0.1), 'some slower'],
  ['cold.init.p50 < baseline - 5%', measure('cold', 'init', 50), relative(-0.05), 'faster'],
  ['cold.init.p50<=baseline+2.5%', measure('cold', 'init', 50), relative(0.025), 'no spaces'],
  [
    'cold.latency.p50 <= baseline + 10% & +150ms',
    measure('cold', 'latency', 50),
    relative(0.1, 150),
    'with a floor',
  ],
  [
    'cold.latency.p50 <= baseline & + 1.5 s',
    measure('cold', 'latency', 50),
    relative(0, 1500),
    'with a floor alone',
  ],
  ['cold.init.p50 <= baseline - 99%', measure('cold', 'init', 50), relative(-0.99), 'almost 0'],
  ['cold.init.p50 <= baseline + 250%', measure('cold', 'init', 50), relative(2.5), 'no upper end'],
  ['errors.rate < baseline', { kind: 'total', total: 'errors.rate' }, relative(0), 'a rate'],
  ['all.memory.max <= baseline + 5%', measure('all', 'memory', 'max'), relative(0.05), 'memory'],
])('the rule "%s" is understood: %4$s', (text, metric, limit) => {
  expect(ruleOf(text)).toMatchObject({ text, metric, limit, minimumN: 0, severity: 'error' })
})

test.each<[string, number, Rule['severity'], string]>([
  ['cold.init.p95 <= 6s !warn', 0, 'warn', 'a warning'],
  ['cold.init.p95 <= 6s!warn', 0, 'warn', 'no space before it'],
  ['cold.init.p95 <= 6s if n >= 20', 20, 'error', 'a smallest sample'],
  ['cold.init.p95 <= 6s if n>=20 !warn', 20, 'warn', 'both'],
  ['cold.init.p95 <= baseline + 10% & +150ms if n >= 20 !warn', 20, 'warn', 'after a baseline'],
  ['cold.count == 0 if n >= 5', 5, 'error', 'after a count'],
])('the rule "%s" counts from n = %d on with severity %s: %s', (text, minimumN, severity) => {
  expect(ruleOf(text)).toMatchObject({ minimumN, severity })
})

test.each(['<', '<=', '>', '>='] as const)('the operator %s is kept', (op) => {
  expect(ruleOf(`cold.init.p95 ${op} 6s`)?.op).toBe(op)
})

test.each<[string, string, string]>([
  ['cold.init.p95', 'accepted is metric op limit [if n >= K] [!warn], for example', 'no limit'],
  ['cold.init.p95 = 6s', 'accepted is metric op limit', 'one "="'],
  ['cold.init.p95 != 6s', 'accepted is metric op limit', 'no such operator'],
  ['cold.init.p95 =< 6s', 'accepted is metric op limit', 'turned round'],
  ['cold.init p95 <= 6s', 'accepted is metric op limit', 'a space inside the metric'],
  ['cold.init.p95 <= 6s !warning', 'accepted is metric op limit', 'no such severity'],
  ['cold.init.p95 <= 6s !warn if n >= 5', 'accepted is metric op limit', 'the wrong order'],
  ['cold.init.p95 <= 6s if n > 5', '"6s if n > 5" is no limit', 'only ">=" after n'],
  ['cold.init.p95 <=', '"" is no limit for this metric', 'an empty limit'],
  [
    'cold.init.p95 <= 6',
    '"6" is no limit for this metric; accepted is a limit in ms, s',
    'no unit',
  ],
  ['cold.init.p95 <= 10%', '"10%" is no limit for this metric', 'a share of what?'],
  ['cold.init.p95 <= 6h', '"6h" is no limit for this metric', 'no such unit'],
  ['cold.init.p95 <= -6s', '"-6s" is no limit for this metric', 'negative'],
  ['all.memory.max <= 512', 'accepted is a limit in MB (such as 512MB) or % (such', 'no unit'],
  ['all.memory.max <= 6s', '"6s" is no limit for this metric', 'a time'],
  ['cold.count >= 10%', 'accepted is a limit in a plain number (such as 0)', 'a share'],
  ['errors.rate <= 0.1', 'accepted is a limit in % (such as 10%)', 'a fraction without its unit'],
  ['cost.usd <= 1 EUR', 'accepted is a limit in USD (such as 0.50 USD)', 'another currency'],
  ['cold.init.p95 <= baseline + 10', '"baseline + 10" is no limit', 'no "%"'],
  ['cold.init.p95 <= baseline * 1.1', '"baseline * 1.1" is no limit', 'no such arithmetic'],
  ['cold.init.p95 <= baseline + 10% & -5ms', 'is no limit for this metric', 'a negative floor'],
  ['cold.init.p95 <= baseline & +1m', 'is no limit for this metric', 'floors are in ms or s'],
  ['all.memory.max <= baseline & +150ms', 'allows a time, and this metric is none', 'MB + ms'],
  ['cold.init.p95 == 6s', '"==" is accepted for counts and shares only', 'never equal'],
  ['cold.init.p95 <= baseline - 100%', 'leaves nothing; accepted is less than 100%', 'no time'],
  ['cold.init.p95 <= baseline - 250%', 'leaves nothing; accepted is less than 100%', 'below 0'],
  ['cold.init.p50 >= baseline', 'accepted is "<=" or "<", for example `cold.init.p50', 'a floor'],
  ['cold.init.p50 > baseline - 5%', 'accepted is "<=" or "<", for example', 'a floor'],
  ['errors.count == baseline', 'accepted is "<=" or "<", for example', 'equal by chance only'],
  ['cold.init.p50 == baseline', '"==" is accepted for counts and shares only', 'never equal'],
  ['errors.count <= baseline & +1s', 'allows a time, and this metric is none', 'a count + s'],
  ['hot.init.p95 <= 6s', '"hot" is no class; accepted is warm, cold', 'no such class'],
  ['reset.count == 0', '"reset" is no class', 'resets are shown, not judged'],
  ['colds.init.p95 <= 6s', 'did you mean "cold"?', 'a typo in the class'],
  ['error.rate <= 1%', 'did you mean "errors.rate"?', 'a typo in a total'],
  ['errors.rates <= 1%', 'did you mean "errors.rate"?', 'a typo behind the dot'],
  ['cold.latancy.p95 <= 6s', 'did you mean "latency"?', 'a typo in the measure'],
  ['cold.size.p95 <= 6s', '"size" is no measure; accepted is latency, init', 'no such measure'],
  ['cold.count.p95 <= 6', '"count" is a number by itself; accepted is cold.count', 'of one number'],
  ['cold.init <= 6s', '"" is no statistic; accepted is p1 … p100', 'no statistic'],
  ['cold.init.p0 <= 6s', '"p0" is no statistic', 'below the first'],
  ['cold.init.p101 <= 6s', '"p101" is no statistic', 'above the last'],
  ['cold.init.p <= 6s', '"p" is no statistic', 'no number'],
  ['cold.init.median <= 6s', '"median" is no statistic', 'its name here is p50'],
])('the rule "%s" is refused, saying "%s": %s', (text, reason) => {
  const { rules, problems } = parseThresholds(text)
  expect(rules).toEqual([])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`thresholds: line 1, found "${text}", `)
  expect(problems[0]).toContain(reason)
  expect(problems[0]).toContain('accepted')
})

test('without rules there is nothing wrong', () => {
  expect(parseThresholds('# none yet\n\n')).toEqual({ rules: [], problems: [] })
})

test('every bad line is told by its number, and the good ones are still read', () => {
  const text =
    'cold.init.p95 <= 6s # the gate\n\ncold.init.p95\r\n  warm.count   >= 1\nhot.share < 1%'
  const { rules, problems } = parseThresholds(text)
  expect(rules.map((rule) => rule.text)).toEqual(['cold.init.p95 <= 6s', 'warm.count >= 1'])
  expect(problems.map((problem) => problem.split(',', 1)[0])).toEqual([
    'thresholds: line 3',
    'thresholds: line 5',
  ])
})

test('each class, measure and statistic of the grammar goes with each other', () => {
  const stat = fc.oneof(
    fc.constantFrom('min', 'mean', 'max'),
    fc.integer({ min: 1, max: 1000 }).map((tenths) => `p${tenths / 10}`),
  )
  fc.assert(
    fc.property(fc.constantFrom(...CLASSES), fc.constantFrom(...MEASURES), stat, (a, b, c) => {
      const metric = ruleOf(`${a}.${b}.${c} <= ${b === 'memory' ? '1MB' : '1s'}`)?.metric
      const read = c.startsWith('p') ? Number(c.slice(1)) : c
      expect(metric).toEqual(measure(a, b, read as 'min'))
    }),
  )
})

test('a rule that is written twice counts once', () => {
  const { rules, problems } = parseThresholds(
    'cold.init.p95 <= 6s\nerrors.count == 0\n cold.init.p95  <= 6s # again\ncold.init.p95 <= 6s !warn',
  )
  expect(problems).toEqual([])
  expect(rules.map(({ text }) => text)).toEqual([
    'cold.init.p95 <= 6s',
    'errors.count == 0',
    'cold.init.p95 <= 6s !warn',
  ])
})
