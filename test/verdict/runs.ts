import { parseThresholds, type Rule } from '../../src/config/threshold.ts'
import type { Classified } from '../../src/starts/classify.ts'
import type { Start, StartClass } from '../../src/starts/start.ts'
import { tellSuperCold } from '../../src/starts/super-cold.ts'
import type { Check } from '../../src/verdict/check.ts'
import { judge } from '../../src/verdict/judge.ts'
import { ONLY_LOOK } from '../../src/verdict/look.ts'
import type { Measured } from '../../src/verdict/measured.ts'
import type { Counts } from '../../src/verdict/summary.ts'

/** Two seconds of latency: 1.2 s init, 0.5 s handler, 0.3 s around them; or 0.6 s when warm. */
export function makeStart(kind: StartClass, changed: Partial<Start> = {}): Start {
  const isWarm = kind === 'warm'
  return {
    requestId: 'r-1',
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'settled',
    class: kind,
    environment: '2026/11/22/[$LATEST]0a1b',
    sentAt: 1_795_000_000_000,
    clientDelay: 0.4,
    latency: isWarm ? 600 : 2000,
    init: isWarm ? null : 1200,
    initKind: isWarm ? 'none' : 'init',
    initCensored: false,
    duration: 500,
    overhead: isWarm ? 100 : 300,
    billed: isWarm ? 500 : 1700,
    maxMemory: 512,
    memorySize: 1024,
    censored: false,
    error: null,
    ...changed,
  }
}

/** `count` like starts, each with its own id. */
export function repeat(count: number, kind: StartClass, changed: Partial<Start> = {}): Start[] {
  return Array.from({ length: count }, (_, i) =>
    makeStart(kind, { requestId: `${kind}-${i}`, ...changed }),
  )
}

export const NOTHING: Counts = {
  sent: 0,
  answered: 0,
  failed: 0,
  throttled: 0,
  dropped: 0,
  matched: 0,
  missing: 0,
  foreign: 0,
  functionErrors: 0,
  gaveUp: 0,
  unreadable: 0,
}

/** How long the client of these runs waits for an answer, in ms. */
export const GAVE_UP_AFTER = 60_000

/** A run in which these starts were matched; everything else as told. */
export function makeRun(
  starts: readonly Start[],
  counts: Partial<Counts> = {},
  superCold?: Partial<Classified['superCold']>,
): Measured {
  const { missing = 0, gaveUp = 0, failed = gaveUp, throttled = 0 } = counts
  const matched = starts.length
  const answered = matched + missing
  const told = tellSuperCold(starts.filter((one) => /cold/.test(one.class)))
  return {
    classified: {
      starts,
      missing: Array.from({ length: missing }, (_, i) => `missing-${i}`),
      gaveUp: Array.from({ length: gaveUp }, () => GAVE_UP_AFTER),
      withoutInitReport: 0,
      superCold: { ...told, ...superCold },
    },
    counts: {
      ...NOTHING,
      sent: answered + failed + throttled,
      answered,
      matched,
      failed,
      ...counts,
    },
    cost: matched === 0 ? { usd: 0, gbSeconds: 0 } : { usd: 0.25, gbSeconds: 18_750 },
  }
}

export function makeRule(text: string): Rule {
  const { rules, problems } = parseThresholds(text)
  const [rule] = rules
  if (rule === undefined) throw new Error(problems.join('; '))
  return rule
}

export function judgeText(text: string, run: Measured): Check {
  const sides = {
    candidate: run,
    reference: { kind: 'none' },
    plan: { steps: [{ kind: 'recycle' }] },
  } as const
  return judge(makeRule(text), sides, ONLY_LOOK, 1)
}
