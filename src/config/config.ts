import type { Ms, Usd } from '../units.ts'
import { type Baseline, parseBaseline } from './baseline.ts'
import { parseDuration } from './duration.ts'
import { INPUT_NAMES, type InputName, type Sources } from './inputs.ts'
import { type LoadPlan, parseLoadPlan } from './load-plan.ts'
import { type Events, parsePayload } from './payload.ts'
import { ConfigError, didYouMean, makeProblem, quote } from './problem.ts'
import { parseTarget, type Target } from './target.ts'
import { parseThresholds, type Rule } from './threshold.ts'

export type CommentPolicy = 'always' | 'changed' | 'failed' | 'never'

/** Every choice the user made, checked once; nothing downstream reads an input again. */
export type Config = {
  readonly target: Target
  readonly baseline: Baseline
  readonly label: string
  readonly events: Events
  /** Undefined: the one that the function's configuration names. */
  readonly logGroup: string | undefined
  readonly plan: LoadPlan
  readonly rules: readonly Rule[]
  readonly onInconclusive: 'fail' | 'warn' | 'pass'
  readonly overrideLabel: string | undefined
  readonly timeout: Ms
  readonly logTimeout: Ms
  readonly maxInvocations: number
  readonly maxCost: Usd
  readonly githubToken: string
  readonly comment: CommentPolicy
  readonly commentKey: string
  /** Undefined: the pull request of the event. */
  readonly prNumber: number | undefined
  readonly reportDir: string
}

/**
 * Turns the action's inputs into one `Config`.
 *
 * @throws {ConfigError} naming every problem of every input at once.
 */
export function parseConfig(sources: Sources): Config {
  const { input, given, env } = sources
  const problems: string[] = []

  function read<T>(
    name: InputName,
    parse: (text: string) => T | undefined,
    accepted: string,
    example: string,
  ): T | undefined {
    const value = parse(input(name))
    if (value === undefined) problems.push(makeProblem(name, input(name), accepted, example))
    return value
  }
  const choice = <T extends string>(name: InputName, ...choices: readonly T[]): T | undefined =>
    read(name, (text) => choices.find((one) => one === text), choices.join(', '), choices[0] ?? '')
  const time = (name: InputName, example: string): Ms | undefined =>
    read(name, positiveTime, 'a time above 0 and up to 7200m, in ms, s or m', example)

  for (const name of given) {
    if (INPUT_NAMES.some((known) => known === name)) continue
    const advice = didYouMean(name, INPUT_NAMES) || `, accepted is ${INPUT_NAMES.join(', ')}`
    problems.push(`${name}: is no input of this action${advice}`)
  }
  const mode = choice('mode', 'gate', 'measure', 'report')
  if (mode === 'measure' || mode === 'report') problems.push(notYet(`mode: ${mode}`))
  choice('auth', 'none', 'iam')
  read('method', httpMethod, 'an HTTP method', 'POST')
  const badHeader = input('headers').split(/\r?\n/).findIndex(isBadHeader)
  if (badHeader >= 0) {
    // A header may be a credential: the message names its line only.
    problems.push(
      `headers: found no header in line ${badHeader + 1}, accepted is one \`Name: value\` a line, for example \`X-Api-Key: …\``,
    )
  }
  if (input('url') !== '') {
    read('url', httpUrl, 'an http or https URL', 'https://abc.lambda-url.eu-west-1.on.aws/')
    problems.push(notYet('url'))
  }
  const target = mode === 'report' ? undefined : parseTarget(sources, problems)
  const baseline = parseBaseline(sources, target, problems)
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

  const onInconclusive = choice('on-inconclusive', 'warn', 'fail', 'pass')
  const timeout = time('timeout', '15m')
  const logTimeout = time('log-timeout', '3m')
  const maxInvocations = read('max-invocations', wholeNumber, 'a whole number above 0', '5000')
  const maxCost = read('max-cost', usd, 'an amount in USD', '5.00')
  const comment = choice('comment', 'always', 'changed', 'failed', 'never')
  for (const name of ['label', 'comment-key'] as const) {
    read(
      name,
      (text) => (text.length > 200 ? undefined : text),
      'up to 200 characters',
      'census-gbm',
    )
  }
  const prNumber =
    input('pr-number') === ''
      ? undefined
      : read('pr-number', wholeNumber, 'the number of a pull request', '42')

  const config = {
    target,
    baseline,
    label: input('label') || target?.name,
    events: typeof events === 'string' ? undefined : events,
    plan,
    onInconclusive,
    timeout,
    logTimeout,
    maxInvocations,
    maxCost,
    comment,
    reportDir: read('report-dir', (text) => text || undefined, 'a folder', 'cold-start-report'),
  }
  if (problems.length > 0 || !isComplete(config)) throw new ConfigError(problems)
  return {
    ...config,
    logGroup: input('log-group') || undefined,
    rules,
    overrideLabel: input('override-label') || undefined,
    githubToken: input('github-token') || env('GITHUB_TOKEN'),
    commentKey: input('comment-key') || config.label,
    prNumber,
  }
}

/** Every problem leaves an undefined field behind, so after none of them nothing is missing. */
function isComplete<T extends object>(
  config: T,
): config is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(config).every((value) => value !== undefined)
}

function notYet(what: string): string {
  return `${what}: is not available yet in this version`
}

/** No job lives longer than 5 days, and a timer of more than 24 would end at once. */
const LONGEST: Ms = 7200 * 60_000

function positiveTime(text: string): Ms | undefined {
  const time = parseDuration(text) ?? 0
  return time > 0 && time <= LONGEST ? time : undefined
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

function usd(text: string): Usd | undefined {
  return /^\$?\d+(\.\d+)?( ?USD)?$/.test(text) ? Number(text.replace(/[^\d.]/g, '')) : undefined
}

function httpMethod(text: string): string | undefined {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(text) ? text : undefined
}

function httpUrl(text: string): string | undefined {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : undefined
}

function isBadHeader(line: string): boolean {
  return line.trim() !== '' && !/^[\w!#$%&'*+.^`|~-]+:\s*\S/.test(line.trim())
}
