import { describeEndpoint, type Endpoint, isFunctionUrl } from '../config/endpoint.ts'
import type { FunctionFacts } from '../function-facts.ts'
import { HANDLER_HEADER } from '../load/http-answer.ts'
import type { Invocation } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'
import type { Start } from '../starts/start.ts'
import { percentile, sortSample } from '../statistics/sample.ts'
import { type EpochMs, formatCount, formatTime, type Ms } from '../units.ts'

/** What it takes to see whether HTTP answers and REPORT lines have anything in common. */
export type Joinable = {
  readonly endpoint: Endpoint
  readonly facts: FunctionFacts
  readonly invocations: readonly Invocation[]
  readonly journal: Pick<Journal, 'report' | 'reports'>
}

/** Clock difference between runner and AWS that a REPORT line may have and still count. */
const SKEW: Ms = 10_000
/** So many lines without an answer are no coincidence. */
const ENOUGH = 5
/** From the first answer on, where neither an answer tells an id nor the function is set to trace. */
const PATIENCE: Ms = 5_000

/**
 * Why no answer will ever be joined, as soon as the log shows it: there are REPORT lines of the time
 * of the load, and none of them is of any answer. A join by time would be a guess.
 *
 * @param logTimeout that lines may be late by: until then those that came may be other callers'.
 * @returns undefined while that is not clear.
 */
export function whyNotJoined(joinable: Joinable, logTimeout: Ms, now: EpochMs): string | undefined {
  const { invocations, journal, facts } = joinable
  const answers = invocations.filter(isHttpAnswer)
  if (answers.length === 0 || answers.some(({ answer }) => isFound(answer, journal))) {
    return undefined
  }
  let first = Number.POSITIVE_INFINITY
  for (const { intendedAt, latency } of answers) first = Math.min(first, intendedAt + latency)
  const isClear = facts.tracing !== 'Active' && !answers.some(tellsId)
  if (now - first < (isClear ? PATIENCE : logTimeout)) return undefined
  const lines = linesOf(joinable, answers)
  const isEnough = isClear
    ? lines.untraced >= Math.min(answers.length, ENOUGH)
    : lines.all >= ENOUGH
  if (!isEnough) return undefined
  return explain(joinable, answers, lines.all)
}

/** The same at the end, when no further line comes; undefined where something was joined. */
export function describeUnjoined(joinable: Joinable): string | undefined {
  const answers = joinable.invocations.filter(isHttpAnswer)
  if (answers.length === 0) return undefined
  if (answers.some(({ answer }) => isFound(answer, joinable.journal))) return undefined
  return explain(joinable, answers, linesOf(joinable, answers).all)
}

type HttpAnswer = Invocation & {
  readonly answer: {
    readonly kind: 'answered'
    readonly requestId: string
    readonly traceId: string
  }
}

function isHttpAnswer(invocation: Invocation): invocation is HttpAnswer {
  const { answer } = invocation
  return answer.kind === 'answered' && answer.traceId !== undefined
}

function isFound(
  { requestId }: HttpAnswer['answer'],
  { report }: Pick<Journal, 'report'>,
): boolean {
  return report(requestId) !== undefined
}

function tellsId({ answer }: HttpAnswer): boolean {
  return answer.requestId !== answer.traceId
}

/** Since the first of these answers was asked for. */
function linesOf(
  { journal, facts }: Joinable,
  answers: readonly HttpAnswer[],
): { readonly all: number; readonly untraced: number } {
  const since = answers.reduce((first, { intendedAt }) => Math.min(first, intendedAt), Infinity)
  let [all, untraced] = [0, 0]
  for (const { report, group, at } of journal.reports()) {
    if (group !== facts.logGroup || at < since - SKEW) continue
    all += 1
    if (report.traceId === undefined) untraced += 1
  }
  return { all, untraced }
}

function explain(
  { endpoint, facts }: Joinable,
  answers: readonly HttpAnswer[],
  lines: number,
): string {
  const { name, logGroup } = facts
  const what = `${formatCount(answers.length, 'answer')} of ${describeEndpoint(endpoint)}`
  const theirs = `whether it is a url of ${name}`
  if (lines === 0) {
    return `${what} came, but no REPORT line in ${logGroup}; check ${theirs}, whether this is its log group, and whether the function's own role allows logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents`
  }
  const cannot = `${what} and ${formatCount(lines, 'REPORT line')} in ${logGroup} have no id in common, so they cannot be joined, and a join by time would be a guess`
  if (isFunctionUrl(endpoint)) return `${cannot}; check ${theirs}`
  const told = answers.some(tellsId)
    ? 'the ids that the answers tell are not those of its log'
    : `the answers tell no request id of Lambda, and the lines no trace of theirs`
  const command = `aws lambda update-function-configuration --function-name ${name} --tracing-config Mode=Active`
  const tracing =
    facts.tracing === 'Active' ? 'of the stage' : `of the stage and of it (${command})`
  return `${cannot}: ${told}. Let the handler return its request id in the header ${HANDLER_HEADER} (Python: "headers": {"${HANDLER_HEADER}": context.aws_request_id}; Node.js: headers: { '${HANDLER_HEADER}': context.awsRequestId }); behind a REST API, active tracing ${tracing} would do as well. Also check ${theirs}`
}

/** Cut-offs that are no starts, for only a trace could tell which REPORT lines are theirs. */
export function describeCutOffs(invocations: readonly Invocation[]): readonly string[] {
  const cut = invocations.filter(
    ({ answer }) => answer.kind === 'failed' && answer.gaveUp && answer.mayHaveRun !== undefined,
  )
  if (cut.length === 0) return []
  return [
    `${formatCount(cut.length, 'request')} cut off on the way, and nothing tells their REPORT lines, which count as other callers'; behind a REST API, active tracing of the stage and of the function would.`,
  ]
}

/** What the client saw, where nothing else is known. */
export function describeClientTimes(invocations: readonly Invocation[]): readonly string[] {
  const latencies = invocations.filter(isHttpAnswer).map(({ latency }) => latency)
  const sample = sortSample(latencies)
  if (sample === undefined) return []
  const [p50, p95, max] = [50, 95, 100].map((p) => formatTime(percentile(sample, p)))
  return [
    `What the client saw of ${formatCount(sample.length, 'answer')} that no REPORT line explains: latency p50 ${p50}, p95 ${p95}, max ${max}, whatever kind of start it was.`,
  ]
}

/** Why the figures are those of another version than the one that was asked for. */
export function describeOtherVersion(
  starts: readonly Pick<Start, 'environment'>[],
  { version }: Pick<FunctionFacts, 'version'>,
): string | undefined {
  for (const { environment } of starts) {
    const [, served] = /\[(\$LATEST|\d+)\]/.exec(environment ?? '') ?? []
    if (served !== undefined && served !== version) {
      return `the url leads to version ${served} of the function, and function-name and qualifier to version ${version}; let qualifier name the version or alias that the url invokes`
    }
  }
  return undefined
}
