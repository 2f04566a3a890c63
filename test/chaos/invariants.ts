import { readResult } from '../../src/join/read-result.ts'
import type { TrueStart } from '../cloud/truth.ts'
import type { Report, ReportedStart } from '../product/in-action.ts'
import type { Observed } from './play.ts'
import { calm } from './scenario.ts'

/** Says what is wrong with a run, a text each; none when it holds. */
export type Invariant = (observed: Observed) => readonly string[]

/** A process ends a little after its time. */
const GRACE = 3_000
/** What an idle machine takes at most to start the step, and how much longer all may take on a busy one. */
const QUICK_START = 600
const SLOWER = 10
/** The runner kills a cancelled step after this: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
const CANCELLED_WITHIN = 7_000

/** What holds whatever happens. */
export const invariants: Readonly<Record<string, Invariant>> = {
  'the counts add up': ({ files }) => each(sidesOf(files), whyNotAddedUp),
  'no request is in two classes': (observed) => whyTwoClasses(observed),
  'no request is sent twice': (observed) => whySentTwice(observed),
  'what was measured is reported': (observed) => whyUnreported(observed),
  'each start is told as what it was': (observed) => whyUntrue(observed),
  'a changed function is restored, or the command that restores it is printed': whyUnrestored,
  'the verdict tells what happened': whyWrongVerdict,
  'an error is no regression and no pass': whyMisworded,
  'the step ends in time': whyLate,
  'the report can be read again': ({ files }) => whyUnreadable(files['report.json']),
  'nobody reads what is secret': whyTold,
  'nothing passes for a command of the runner': ({ stdout }) =>
    each(stdout.split(/\r\n|\r|\n/), whyCommand),
}

/** All that is wrong, each with the invariant that it breaks. */
export function violationsOf(observed: Observed): readonly string[] {
  return Object.entries(invariants).flatMap(([name, check]) => {
    try {
      return check(observed).map((what) => `${name}: ${what}`)
    } catch (error) {
      return [`${name}: could not be checked: ${error instanceof Error ? error.message : error}`]
    }
  })
}

function each<T>(values: readonly T[], check: (value: T) => string | undefined): readonly string[] {
  return values.map(check).filter((found) => found !== undefined)
}

export function reportOf({ files }: Pick<Observed, 'files'>): Report | undefined {
  const text = files['report.json']
  return text === undefined ? undefined : JSON.parse(text)
}

type Side = {
  readonly name: ReportedStart['side']
  readonly counts: Readonly<Record<string, number>>
  readonly classes: Report['classes']
  readonly missing: readonly string[]
  readonly starts: readonly ReportedStart[]
}

function sidesOf(files: Observed['files']): readonly Side[] {
  const report = reportOf({ files }) as (Report & Side & { baseline: Side | null }) | undefined
  if (report === undefined) return []
  const both = [
    ['candidate', report],
    ['baseline', report.baseline],
  ] as const
  return both.flatMap(([name, side]) => {
    if (side === null) return []
    const { counts, classes, missing } = side
    return [
      { name, counts, classes, missing, starts: report.starts.filter((s) => s.side === name) },
    ]
  })
}

function whyNotAddedUp({ name, counts, classes, missing, starts }: Side): string | undefined {
  const { sent = -1, answered = -1, failed = -1, throttled = -1, matched = -1 } = counts
  const numbers = { sent, answered, failed, throttled, matched, missing: counts.missing ?? -1 }
  const told = `${name} ${JSON.stringify(numbers)}`
  if (Object.values(numbers).some((n) => !Number.isInteger(n) || n < 0)) return told
  if (sent !== answered + failed + throttled) return `sent: ${told}`
  if (answered !== matched + numbers.missing) return `answered: ${told}`
  if (matched !== starts.length) return `${starts.length} starts: ${told}`
  if (missing.length !== numbers.missing) return `${missing.length} missing ids: ${told}`
  const inClass = (one: string): number => starts.filter((start) => start.class === one).length
  for (const one of ['warm', 'reset']) {
    if (classes[one]?.count !== inClass(one)) {
      return `${name}: ${classes[one]?.count} ${one}, but ${inClass(one)} starts`
    }
  }
  const cold = inClass('cold') + inClass('super-cold')
  return classes['any-cold']?.count === cold
    ? undefined
    : `${name}: ${classes['any-cold']?.count} cold of any kind, but ${cold} starts`
}

function whyTwoClasses({ files }: Observed): readonly string[] {
  const all = sidesOf(files).flatMap(({ starts, missing }) => [
    ...starts.map(({ requestId }) => requestId),
    ...missing,
  ])
  const twice = all.filter((id, index) => all.indexOf(id) !== index)
  return twice.map((id) => `${id} comes twice`)
}

/** A request that the front counted was sent; one that was given up may not have come so far. */
function whySentTwice({ files, invocations }: Observed): readonly string[] {
  const sides = sidesOf(files)
  if (sides.length === 0) return []
  const sent = sides.reduce((sum, { counts }) => sum + (counts.sent ?? 0), 0)
  return invocations.length > sent ? [`${sent} sent, but ${invocations.length} arrived`] : []
}

/** Every whole answer is matched or missing; what is reported was really served. */
function whyUnreported({ files, invocations, truth, endedAfterMs }: Observed): readonly string[] {
  const sides = sidesOf(files)
  if (sides.length === 0) return []
  const told = new Set(
    sides.flatMap(({ starts, missing }) => [...starts.map((s) => s.requestId), ...missing]),
  )
  // What comes after the stop is not waited for, and counts as failed.
  const gaveUp = sides.some(({ counts }) => (counts.gaveUp ?? 0) > 0) || endedAfterMs !== null
  const lost = invocations.flatMap(({ requestId, delivery }) =>
    delivery === 'whole' && requestId !== null && !told.has(requestId) && !gaveUp
      ? [`the answer ${requestId} is not told`]
      : [],
  )
  const served = new Set(truth.map(({ requestId }) => requestId))
  const invented = [...told].filter((id) => !served.has(id)).map((id) => `${id} was never served`)
  return [...lost, ...invented]
}

function whyUntrue({ scenario, files, truth }: Observed): readonly string[] {
  // Without the START and REPORT lines of others in a stream, its first ones are not known for sure.
  if ((scenario.logs.dropReports ?? 0) > 0) return []
  const byId = new Map(truth.map((one) => [one.requestId, one]))
  return sidesOf(files)
    .flatMap(({ starts }) => starts)
    .flatMap((start) => {
      const actual = byId.get(start.requestId)
      return actual === undefined ? [] : whyOther(start, actual)
    })
}

/** Super-cold is told by statistics, and needs more starts than these scenarios have. */
function whyOther(start: ReportedStart, actual: TrueStart): readonly string[] {
  const told = start.class === 'super-cold' ? 'cold' : start.class
  const is = actual.class === 'super-cold' ? 'cold' : actual.class
  const latency = actual.answeredAt - actual.arrivedAt
  const found: string[] = []
  if (told !== is) found.push(`${start.requestId} is ${is}, told as ${told}`)
  if (start.environment !== actual.environment) found.push(`${start.requestId}: another stream`)
  if (told === is && start.initKind !== actual.initKind) {
    found.push(`${start.requestId}: init ${actual.initKind}, told as ${start.initKind}`)
  }
  if (start.latency < latency - 5) {
    found.push(`${start.requestId} took ${latency} ms, told as ${start.latency}`)
  }
  const init = start.init ?? 0
  // A re-run is told from the times of events, which a busy process writes late.
  const tolerance = start.initKind === 'suppressed' ? 200 + 0.2 * init : 5 + 0.05 * init
  if (told === is && Math.abs(init - (actual.initMs ?? 0)) > tolerance) {
    found.push(`${start.requestId}: init of ${actual.initMs} ms, told as ${start.init}`)
  }
  return found
}

function whyUnrestored(observed: Observed): readonly string[] {
  const { expected, afterMain, afterPost, stdout, summary, post } = observed
  const same = (one: unknown, other: unknown): boolean => sorted(one) === sorted(other)
  const names = Object.keys(expected)
  const left = names.filter((name) => !same(afterMain[name], expected[name]))
  const kept = names.flatMap((name) =>
    same(afterPost[name], expected[name])
      ? []
      : [
          `${name} has ${sorted(afterPost[name])} after the post step, not ${sorted(expected[name])}`,
        ],
  )
  const wasKilled = observed.scenario.cancellation?.name === 'SIGKILL'
  const text = stdout + summary
  const untold = left.filter(
    (name) =>
      !wasKilled &&
      !(text.includes('aws lambda update-function-configuration') && text.includes(name)),
  )
  return [
    ...kept,
    ...untold.map((name) => `${name} is left changed, without a command that restores it`),
    ...(left.length > 0 && post === undefined
      ? ['the post step has no state to restore from']
      : []),
  ]
}

function sorted(value: unknown): string {
  return JSON.stringify(Object.entries(value ?? {}).toSorted())
}

/** A killed step tells nothing. */
const wasKilled = ({ exitCode }: Observed): boolean => exitCode === null

function whyWrongVerdict(observed: Observed): readonly string[] {
  if (wasKilled(observed)) return observed.endedAfterMs === null ? ['it died'] : []
  const { outputs, exitCode, scenario, invocations, meddled, stdout } = observed
  const { verdict = '', summary = '' } = outputs
  const found: string[] = []
  if (summary === '') found.push('no output "summary"')
  if (!/^(pass|warn|inconclusive|fail|error)$/.test(verdict)) found.push(`verdict "${verdict}"`)
  const wanted = verdict === 'error' || verdict === 'fail' ? 1 : 0
  if (exitCode !== wanted) found.push(`verdict ${verdict}, exit code ${exitCode}`)
  const report = reportOf(observed)
  if (report !== undefined && report.verdict !== verdict) {
    found.push(`verdict ${verdict}, but ${report.verdict} in report.json`)
  }
  if (report === undefined && scenario.disk === 'fine') found.push('no report.json')
  if (scenario.disk !== 'fine' && !/was not written/.test(stdout)) {
    found.push('nothing tells of what could not be written')
  }
  // The rule is about the candidate, and the front does not tell the two sides apart.
  const strict = scenario.thresholds === calm.thresholds && !scenario.isCompared
  const lost = invocations.filter(({ delivery }) => delivery === 'none' || delivery === 'part')
  const failed = lost.length > 0 || (scenario.event !== 'answer' && invocations.length > 0)
  if (verdict === 'pass' && strict && failed) {
    found.push(`pass with errors.count == 0, but ${lost.length} answers never came`)
  }
  // What comes in the middle of the last requests may come after their answers, too.
  const under = meddled.filter(({ before }) => before > 0 && before < invocations.length)
  // Without rules there is no judgement to withhold; the report says it nevertheless.
  const isJudged = scenario.thresholds !== '' || !stdout.includes('updated by someone else')
  if (under.length > 0 && isJudged && (verdict === 'pass' || verdict === 'fail')) {
    const what = under.map((one) => one.what).join(', ')
    found.push(`${verdict}, though somebody else changed the function (${what})`)
  }
  if (/^ {4}at .+:\d+:\d+\)?$/m.test(stdout)) found.push('a stack trace is printed')
  return found
}

/** The rules' table of an error says itself that none of it counts. */
function whyMisworded({ outputs, files, exitCode }: Observed): readonly string[] {
  if (outputs.verdict !== 'error') return []
  const [title = ''] = (files['report.md'] ?? '').split('\n')
  const text = `${outputs.summary}\n${title}`
  const word = /regress\w*|slower|would break|would make|\bpass(es|ed)?\b/i.exec(text)
  return [
    ...(word === null ? [] : [`an error is worded with "${word[0]}"`]),
    ...(outputs['failed-rules'] === '[]' ? [] : ['an error has failed rules']),
    ...(exitCode === 0 ? ['an error lets the job go on'] : []),
  ]
}

function whyLate({ scenario, elapsedMs, endedAfterMs, startUpMs }: Observed): readonly string[] {
  const slack = Math.max(0, startUpMs - QUICK_START) * SLOWER
  const found: string[] = []
  if (elapsedMs > scenario.timeoutS * 1000 + GRACE + slack) {
    found.push(`${Math.round(elapsedMs)} ms with a timeout of ${scenario.timeoutS} s`)
  }
  if (endedAfterMs !== null && endedAfterMs > CANCELLED_WITHIN + slack) {
    found.push(`${Math.round(endedAfterMs)} ms after the signal`)
  }
  return found
}

function whyUnreadable(json: string | undefined): readonly string[] {
  if (json === undefined) return []
  const read = readResult('report.json', json, { coldOver: 1000 })
  return typeof read === 'string' ? [`report.json ${read}`] : []
}

function whyTold({
  stdout,
  summary,
  files,
  comments,
  outputs,
  secrets,
}: Observed): readonly string[] {
  const places = {
    ...{ stdout, summary, ...files },
    comments: comments.join('\n'),
    outputs: JSON.stringify(outputs),
  }
  return Object.entries(places).flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  )
}

/** What the action itself says to the runner; the text behind is escaped by the toolkit. */
const OWN_COMMAND =
  /^::(?:group::|endgroup::|(?:error|warning|notice)(?: title=[^:]*)?::|debug::|add-mask::)/

function whyCommand(line: string): string | undefined {
  if (/##\[\w/.test(line)) return `an old command: ${line}`
  return /^\s*::/.test(line) && !OWN_COMMAND.test(line) ? line : undefined
}
