import type { Ms, Usd } from '../units.ts'
import { type Baseline, parseBaseline } from './baseline.ts'
import { type Endpoint, parseEndpoint } from './endpoint.ts'
import type { Sources } from './inputs.ts'
import { type LoadPlan, parseLoadPlan, recycles } from './load-plan.ts'
import { type Events, parsePayload } from './payload.ts'
import { ConfigError, quote } from './problem.ts'
import { findUnknownInputs, isComplete, makeReader, wholeNumber } from './reader.ts'
import { checkReporting, type Reporting, readReporting } from './reporting.ts'
import { parseTarget, type Target } from './target.ts'
import { parseThresholds, type Rule } from './threshold.ts'

/** Every choice the user made, checked once; nothing downstream reads an input again. */
export type Config = Reporting & {
  /** `measure`: the rules only tell when rounds may end; they are judged elsewhere. */
  readonly mode: 'gate' | 'measure'
  readonly target: Target
  /** Where requests go; undefined: to the Invoke API. REPORT lines are the target's in any case. */
  readonly endpoint?: Endpoint | undefined
  readonly baseline: Baseline
  readonly label: string
  readonly events: Events
  /** Undefined: the one that the function's configuration names. */
  readonly logGroup: string | undefined
  readonly plan: LoadPlan
  readonly rules: readonly Rule[]
  /** `imports`: one wave more, for which imports init is spent on. */
  readonly profile: 'none' | 'imports'
  readonly logTimeout: Ms
  readonly maxInvocations: number
  readonly maxCost: Usd
  /** Of the account's unreserved concurrency, as a fraction; above 1 throttling is wanted. */
  readonly maxConcurrencyShare: number
  /** Whether what looks like production may be recycled. */
  readonly allowProduction: boolean
}

/**
 * Turns the action's inputs into one `Config`; those of `mode: report` are another one's.
 *
 * @throws {ConfigError} naming every problem of every input at once.
 */
export function parseConfig(sources: Sources): Config {
  const { input } = sources
  const problems: string[] = [...findUnknownInputs(sources)]
  const reader = makeReader(sources, problems)
  const { read, choice, time } = reader
  const mode = choice('mode', 'gate', 'measure', 'report')
  const target = parseTarget(sources, problems)
  const endpoint = parseEndpoint(sources, target, problems)
  const baseline = parseBaseline(sources, target, problems)
  if (endpoint !== undefined && baseline?.kind === 'function') {
    problems.push(
      `baseline: found ${quote(input('baseline'))} together with url, which leads to the candidate alone, accepted is \`none\` or the stored run of a url, for example \`file:base/report.json\``,
    )
  }
  const events = parsePayload(sources)
  if (typeof events === 'string') problems.push(events)

  const { plan, problems: planProblems } = parseLoadPlan(input('load'))
  problems.push(...planProblems)

  const { rules, problems: ruleProblems } = parseThresholds(input('thresholds'))
  problems.push(...ruleProblems)
  if (baseline?.kind === 'none') {
    for (const { limit, text } of rules) {
      if (limit.kind !== 'baseline') continue
      problems.push(
        `thresholds: found ${quote(text)} without a baseline, accepted is an absolute limit, for example \`cold.init.p95 <= 6s\``,
      )
    }
  }

  const profile = choice('profile', 'none', 'imports')
  if (profile === 'imports' && plan !== undefined && !recycles(plan)) {
    problems.push(
      'profile: found "imports" with a plan that does not recycle, accepted is one with `recycle` or `rounds`, for its environments are new ones with one variable more; for example `burst 30` and `recycle` and `burst 30`',
    )
  }

  const logTimeout = time('log-timeout', '3m')
  const maxInvocations = read('max-invocations', wholeNumber, 'a whole number above 0', '5000')
  const maxCost = read('max-cost', usd, 'an amount in USD', '5.00')
  const maxConcurrencyShare = read(
    'max-concurrency-share',
    share,
    'a percentage above 0 and up to 10000%',
    '50%',
  )
  const allowProduction = choice('allow-production', 'false', 'true')
  const config = {
    ...checkReporting(reader),
    mode: mode === 'report' ? undefined : mode,
    target,
    baseline,
    label: input('label') || target?.name,
    events: typeof events === 'string' ? undefined : events,
    plan,
    ...{ profile, logTimeout, maxInvocations, maxCost, maxConcurrencyShare },
    allowProduction: allowProduction && allowProduction === 'true',
  }
  if (problems.length > 0 || !isComplete(config)) throw new ConfigError(problems)
  const isMeasured = config.mode === 'measure'
  const reporting = readReporting(sources, config.label)
  return {
    ...config,
    ...reporting,
    logGroup: input('log-group') || undefined,
    endpoint,
    rules,
    // What is not judged has no verdict to tell the pull request, or to let through.
    comment: isMeasured ? 'never' : config.comment,
    overrideLabel: isMeasured ? undefined : reporting.overrideLabel,
  }
}

function usd(text: string): Usd | undefined {
  return /^\$?\d+(\.\d+)?( ?USD)?$/.test(text) ? Number(text.replace(/[^\d.]/g, '')) : undefined
}

/** Throttling may be wanted, so more than all is accepted. */
function share(text: string): number | undefined {
  const [, percent] = /^(\d{1,5}(?:\.\d+)?) ?%$/.exec(text) ?? []
  const found = Number(percent) / 100
  return found > 0 && found <= 100 ? found : undefined
}
