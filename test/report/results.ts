import type { LoadPlan } from '../../src/config/load-plan.ts'
import type { FunctionFacts } from '../../src/function-facts.ts'
import type { Start } from '../../src/starts/start.ts'
import { conclude, type Result } from '../../src/verdict/result.ts'
import { makeSequence } from '../../src/verdict/sequence.ts'
import type { Counts } from '../../src/verdict/summary.ts'
import { type Override, override } from '../../src/verdict/verdict.ts'
import { makeRule, makeRun, makeStart } from '../verdict/runs.ts'

export const FACTS: FunctionFacts = {
  name: 'census-gbm',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:census-gbm',
  version: '42',
  memoryMB: 3008,
  architecture: 'arm64',
  packageType: 'Image',
  runtime: null,
  timeout: 60_000,
  codeSha256: '9f2c1a7d5b3e8f60412c9f2c1a7d5b3e8f60412c9f2c1a7d5b3e8f60412c0000',
  codeSize: null,
  lastModified: '2026-11-22T10:00:00.000+0000',
  logGroup: '/aws/lambda/census-gbm',
  logFormat: 'Text',
  systemLogLevel: null,
  snapStart: false,
  state: { state: 'Active', reason: null, lastUpdate: 'Successful', lastUpdateReason: null },
  specialKinds: [],
  variablesUnreadable: false,
}

const PLAN = 'burst 30\nrecycle\nburst 60\nusers 10 for 30s wait 1s..2s'

/** Spread evenly from 10 % below to 30 % above: the same figures in every test run. */
function spread(count: number, make: (factor: number, i: number) => Start): Start[] {
  return Array.from({ length: count }, (_, i) => make(0.9 + (0.4 * i) / Math.max(1, count - 1), i))
}

/** Starts of one kind; `fetch` is what the package's way to the machine adds to the overhead. */
function starts(
  count: number,
  kind: 'warm' | 'cold' | 'super-cold',
  wave: Start['wave'],
  fetch = 0,
): Start[] {
  return spread(count, (factor, i) => {
    const init = kind === 'warm' ? null : 4000 * factor
    const duration = 80 * factor
    const overhead = (kind === 'warm' ? 15 : 300) * factor + fetch
    return makeStart(kind, {
      requestId: `${kind}-${wave}-${i}`,
      step: wave === 'fresh' ? 0 : kind === 'warm' ? 3 : 2,
      wave,
      latency: (init ?? 0) + duration + overhead,
      init,
      duration,
      overhead,
      billed: (init ?? 0) + duration,
      memorySize: 3008,
      maxMemory: 1400,
    })
  })
}

/** 20 super-cold and 10 cold starts, 60 settled ones as the reference, 200 warm ones. */
export const STARTS: readonly Start[] = [
  ...starts(10, 'cold', 'fresh'),
  ...starts(20, 'super-cold', 'fresh', 9000),
  ...starts(60, 'cold', 'settled'),
  ...starts(200, 'warm', 'settled'),
]

/** Of 100 starts the slowest 15 ran into a gateway's limit of 29 s. */
export const CUT: readonly Start[] = [
  ...starts(85, 'cold', 'settled'),
  ...spread(15, (_, i) =>
    makeStart('cold', {
      requestId: `cut-${i}`,
      latency: 29_000,
      duration: 27_500,
      censored: true,
      error: 'timeout',
    }),
  ),
]

/** One burst alone: no reference, one mode. */
export const ONE_BURST: readonly Start[] = starts(60, 'cold', 'fresh')

type Choice = {
  readonly rules?: readonly string[]
  readonly starts?: readonly Start[]
  readonly counts?: Partial<Counts>
  readonly notes?: readonly string[]
  readonly failures?: readonly string[]
  readonly unreadable?: readonly string[]
  readonly facts?: FunctionFacts | undefined
  readonly label?: string
  readonly plan?: string
}

/** A result as a run would have concluded it: a pass unless told otherwise. */
export function makeResult(choice: Choice = {}): Result {
  const { rules = PASSING, starts = STARTS, counts, label = 'census-gbm', plan = PLAN } = choice
  const parsed: LoadPlan = { text: plan, steps: [{ kind: 'recycle' }] }
  const { notes = [], failures = [], unreadable = [] } = choice
  return conclude({ label, plan: parsed }, makeSequence(rules.map(makeRule), parsed, false), {
    facts: 'facts' in choice ? choice.facts : FACTS,
    measured: makeRun(starts, counts),
    reference: { kind: 'none' },
    effort: undefined,
    notes,
    failures,
    unreadable,
  })
}

export const PASSING = [
  'cold.init.p95 <= 6s',
  'super-cold.latency.p50 <= 20s',
  'warm.latency.p95 <= 200ms',
  'errors.count == 0',
]
export const FAILING = ['cold.init.p50 <= 3s', 'super-cold.share <= 10%', ...PASSING]

export const OVERRIDE: Override = {
  label: 'slow-is-fine',
  setBy: { login: 'octocat', at: Date.UTC(2026, 10, 22, 14, 3, 9) },
}

export function makeOverridden(found: Override = OVERRIDE): Result {
  const failed = makeResult({ rules: FAILING })
  return { ...failed, override: found, verdict: override(failed.verdict, found) }
}

/** Nothing at all was measured: not even the function could be read. */
export function makeUnmeasured(): Result {
  return makeResult({
    starts: [],
    facts: undefined,
    failures: ['lambda:GetFunction was refused for census-gbm; allow the role to call it'],
  })
}
