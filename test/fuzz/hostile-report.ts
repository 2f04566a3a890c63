import { type Joined, joinSetups } from '../../src/verdict/joined.ts'
import type { Result } from '../../src/verdict/result.ts'
import { override } from '../../src/verdict/verdict.ts'
import { FACTS, makeResult } from '../report/results.ts'
import { makeStart } from '../verdict/runs.ts'

/** As many texts a report takes. */
export const TEXTS = 24
/** As many of them are the first setup's. */
const TEXTS_OF_SETUP = 18

const RULES = ['cold.init.p95 <= 1s', 'warm.latency.p95 <= 5s', 'cold.init.p50 <= 4s !warn']

/** Whatever comes from AWS, from GitHub, from users or from files is one of the texts. */
export function hostileReport(texts: readonly string[]): Joined {
  const setup = hostileSetup(texts)
  const joined = { verdict: setup.verdict, setups: [setup] as const, notes: [], failures: [] }
  const label = texts.at(-1) ?? ''
  const found = { label, setBy: { login: texts.at(-2) ?? '', at: 0 } }
  return { ...joined, override: found, verdict: override(setup.verdict, found) }
}

/** The same of two setups, one of which has no function. */
export function hostileReports(texts: readonly string[]): Joined {
  const text = (n: number): string => texts[TEXTS_OF_SETUP + n] ?? ''
  const other = makeResult({
    label: text(0),
    facts: undefined,
    rules: RULES,
    starts: makeStarts(text(1)),
    notes: [text(2)],
    plan: '',
  })
  return joinSetups([hostileSetup(texts), other], [text(3)], [text(4)])
}

function hostileSetup(texts: readonly string[]): Result {
  const text = (n: number): string => texts[n] ?? ''
  const result = makeResult({
    rules: RULES,
    starts: makeStarts(text(0)),
    label: text(1),
    plan: text(2),
    notes: [text(3), text(4)],
    unreadable: [text(5)],
    facts: {
      ...FACTS,
      ...{ name: text(6), arn: text(7), version: text(8), packageType: text(9) },
      ...{ architecture: text(10), codeSha256: text(11), logGroup: text(12), runtime: text(12) },
    },
  })
  const checks = result.checks.map((check, i) => ({
    ...check,
    reason: text(13 + (i % 2)),
    rule: { ...check.rule, text: `${text(15)}${i}` },
  }))
  const { classified, counts, classes } = result
  const baseline: Result['baseline'] = {
    label: text(16),
    facts: { ...FACTS, arn: text(7), logGroup: text(12) },
    starts: classified.starts.map((one) => ({
      ...one,
      requestId: `b${one.requestId}`,
      side: 'baseline',
    })),
    counts,
    missing: [text(0)],
    classes,
    isStored: false,
    whyNotRecycled: text(0),
  }
  const verdict = { kind: 'fail', summary: text(17) } as const
  const superCold = { ...classified.superCold, rule: text(14) }
  const differences = [{ what: 'memory', baseline: text(4), candidate: text(9) }]
  return {
    ...result,
    verdict,
    checks,
    baseline,
    differences,
    classified: { ...classified, superCold },
  }
}

function makeStarts(text: string): Result['classified']['starts'] {
  return Array.from({ length: 8 }, (_, i) =>
    makeStart(i % 2 === 0 ? 'cold' : 'warm', {
      requestId: `${text}${i}`,
      environment: text,
      error: text,
    }),
  )
}
