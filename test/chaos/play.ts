import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer as createSecureServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ActionRun, runAction } from '../action.ts'
import { identity } from '../certificate/certificate.ts'
import { type Cloud, startCloud } from '../cloud/cloud.ts'
import { listen, Refusal, shut } from '../cloud/exchange.ts'
import { app } from '../cloud/in-cloud.ts'
import type { FunctionOptions } from '../cloud/options.ts'
import type { TrueStart } from '../cloud/truth.ts'
import { type Front, type Passed, startFront } from './front.ts'
import type { Meddling, Moment, Place, Scenario, Unreachable } from './scenario.ts'

/** Texts that belong to the user alone. */
export const SECRETS = {
  payload: 'PAYLOAD-5f3c81d0',
  answer: 'ANSWER-b17e4a92',
  variable: 'VARIABLE-90cc2d4e',
} as const

export type Variables = Readonly<Record<string, string>>

/** The functions' environment variables, by function. */
export type AllVariables = Readonly<Record<string, Variables>>

/** Everything that a run left behind, here and there. */
export type Observed = {
  readonly scenario: Scenario
  readonly exitCode: number | null
  readonly stdout: string
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  /** By name; without those that were not written. */
  readonly files: Readonly<Record<string, string>>
  /** Of the step that follows; undefined where it had nothing to do. */
  readonly post: Pick<ActionRun, 'exitCode' | 'stdout'> | undefined
  readonly truth: readonly TrueStart[]
  readonly invocations: readonly Passed[]
  readonly calls: readonly string[]
  readonly comments: readonly string[]
  readonly secrets: readonly string[]
  /** How the variables should be now: as before, and as somebody else changed them. */
  readonly expected: AllVariables
  readonly afterMain: AllVariables
  readonly afterPost: AllVariables
  /** What somebody else did. */
  readonly meddled: readonly Meddled[]
  readonly elapsedMs: number
  /** Until the first line was printed: how slow the machine is just now. */
  readonly startUpMs: number
  /** From the signal to the end; null without one. */
  readonly endedAfterMs: number | null
  readonly injected: ReadonlyMap<string, number>
}

/** `before`: how many invocations had come when it was done. */
type Meddled = { readonly what: Meddling['what']; readonly before: number }

const FILES = ['report.json', 'report.md', 'report.html', 'starts.csv', 'junit.xml']
const NAMES = ['app', 'app-main']

/** Plays a scenario with the committed bundle against a cloud of its own. */
export async function play(scenario: Scenario, seed: number): Promise<Observed> {
  const cloud = await startCloud({
    functions: NAMES.slice(0, scenario.isCompared ? 2 : 1).map((name) => deploy(name, scenario)),
    logs: scenario.logs,
    clockMs: scenario.clockMs,
    seed,
  })
  const secureEnd = createSecureServer({ ...identity }, (_, response) => response.end())
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-chaos-'))
  const script = makeScript(scenario, cloud)
  const front = await startFront(cloud.url, scenario.faults, script.onCall)
  try {
    const ends = { front, tlsPort: await listen(secureEnd) }
    return await observe(scenario, cloud, script, ends, folder)
  } finally {
    script.end()
    await front.close()
    await Promise.all([shut(secureEnd as Server), cloud.close()])
    rmSync(folder, { recursive: true })
  }
}

function deploy(name: string, scenario: Scenario): FunctionOptions {
  const { packageType, logFormat, initMs, isSuppressed, updateMs, reservedConcurrency } = scenario
  return app({
    ...{ name, packageType, logFormat, updateMs },
    timeoutS: scenario.event === 'hang' ? 1 : 10,
    variables: { INIT_MS: String(initMs), MARK: SECRETS.answer, OWN: SECRETS.variable },
    ...(isSuppressed ? { initLimitMs: initMs } : {}),
    ...(reservedConcurrency === null ? {} : { reservedConcurrency }),
  })
}

async function observe(
  scenario: Scenario,
  cloud: Cloud,
  script: Script,
  { front, tlsPort }: { readonly front: Front; readonly tlsPort: number },
  folder: string,
): Promise<Observed> {
  const reportDir = prepareDisk(scenario, folder)
  const startedAt = performance.now()
  let startUpMs: number | undefined
  const run = await runAction({
    inputs: {
      'function-name': 'app',
      load: scenario.load,
      thresholds: scenario.thresholds,
      payload: JSON.stringify({ ...EVENTS[scenario.event], note: SECRETS.payload }),
      baseline: scenario.isCompared ? 'function:app-main' : 'none',
      timeout: `${scenario.timeoutS}s`,
      'log-timeout': `${scenario.logTimeoutS}s`,
      'report-dir': reportDir,
    },
    env: {
      ...cloud.variables,
      AWS_ENDPOINT_URL: front.url,
      GITHUB_API_URL: front.url,
      ...endpointsOf(scenario.unreachable, tlsPort),
      ...(scenario.disk === 'summary-full' ? { GITHUB_STEP_SUMMARY: '/dev/full' } : {}),
    },
    onStart: script.onStart,
    onLine: () => {
      startUpMs ??= performance.now() - startedAt
    },
  })
  const endedAt = performance.now()
  // Whoever meddles late shall not come between two looks.
  script.end()
  const afterMain = variablesOf(scenario, cloud)
  const post = Object.values(run.state).some((value) => value !== '')
    ? await runAction({ entry: 'post', inputs: {}, state: run.state, env: cloud.variables })
    : undefined
  return {
    scenario,
    exitCode: run.exitCode,
    stdout: run.stdout,
    outputs: run.outputs,
    state: run.state,
    summary: run.summary,
    // Reading a full device never ends.
    files: scenario.disk === 'full' ? {} : readFiles(reportDir),
    post,
    truth: cloud.truth(),
    invocations: front.invocations,
    calls: [...cloud.calls],
    comments: cloud.comments(7).map(({ body }) => body),
    secrets: [
      ...Object.values(SECRETS),
      cloud.credentials.secretAccessKey,
      cloud.credentials.sessionToken,
      'github-token-of-the-job',
    ],
    expected: script.expected(),
    afterMain,
    afterPost: variablesOf(scenario, cloud),
    meddled: script.meddled,
    elapsedMs: endedAt - startedAt,
    startUpMs: startUpMs ?? 0,
    endedAfterMs: script.signalledAt() === null ? null : endedAt - (script.signalledAt() ?? 0),
    injected: new Map([...front.injected, ...happened(scenario, script, cloud)]),
  }
}

const EVENTS = {
  answer: {},
  throw: { throw: SECRETS.answer },
  crash: { crash: true },
  hang: { sleepMs: 60_000 },
} as const

/** The script of what happens at which call. */
type Script = {
  readonly onCall: (place: Place, call: number) => void
  readonly onStart: (kill: (signal: NodeJS.Signals) => void) => void
  readonly signalledAt: () => number | null
  readonly meddled: readonly Meddled[]
  readonly expected: () => AllVariables
  readonly end: () => void
}

function makeScript(scenario: Scenario, cloud: Cloud): Script {
  const { cancellation } = scenario
  const meddled: Meddled[] = []
  let invocations = 0
  const theirs: Record<string, string> = {}
  const timers = new Set<NodeJS.Timeout>()
  const own = cloud.function('app').environmentVariables
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  let signalledAt: number | null = null

  function meddle(what: Meddling['what']): void {
    const now = cloud.function('app').environmentVariables
    try {
      if (what === 'memory') cloud.update('app', { memoryMB: 1024 })
      if (what === 'code') cloud.deploy('app')
      if (what === 'variables') cloud.update('app', { variables: { ...now, ...THEIRS } })
      if (what === 'all-variables') cloud.update('app', { variables: { ...own, ...THEIRS } })
      if (what === 'variables' || what === 'all-variables') Object.assign(theirs, THEIRS)
      meddled.push({ what, before: invocations })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // As anybody's, theirs has to wait while an update is under way.
      timers.add(setTimeout(() => meddle(what), 50))
    }
  }

  return {
    onCall: (place, call) => {
      if (place === 'invoke') invocations += 1
      const isNow = ({ at }: { readonly at: Moment }): boolean =>
        at.place === place && at.call === call
      for (const { what } of scenario.meddling.filter(isNow)) meddle(what)
      if (cancellation !== null && isNow(cancellation)) {
        signalledAt = performance.now()
        kill(cancellation.name)
      }
    },
    onStart: (how) => {
      kill = how
    },
    signalledAt: () => signalledAt,
    meddled,
    expected: () =>
      Object.fromEntries(
        NAMES.slice(0, scenario.isCompared ? 2 : 1).map((name) => [
          name,
          name === 'app' ? { ...own, ...theirs } : own,
        ]),
      ),
    end: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const THEIRS = { OWN: 'VARIABLE-changed-by-them', THEIRS: 'VARIABLE-added-by-them' }

function variablesOf({ isCompared }: Scenario, cloud: Cloud): AllVariables {
  return Object.fromEntries(
    NAMES.slice(0, isCompared ? 2 : 1).map((name) => [
      name,
      cloud.function(name).environmentVariables,
    ]),
  )
}

function endpointsOf(unreachable: readonly Unreachable[], tlsPort: number): Variables {
  const urls = {
    // No resolver may know it: https://www.rfc-editor.org/rfc/rfc6761#section-6.4
    dns: 'http://nobody.invalid',
    tls: `https://127.0.0.1:${tlsPort}`,
    // Of all ports of loopback, the one that nobody listens on.
    refused: 'http://127.0.0.1:1',
  }
  const names = {
    lambda: 'AWS_ENDPOINT_URL_LAMBDA',
    logs: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
    github: 'GITHUB_API_URL',
  }
  return Object.fromEntries(unreachable.map(({ service, how }) => [names[service], urls[how]]))
}

/** @returns the report folder. */
function prepareDisk({ disk }: Scenario, folder: string): string {
  const reportDir = join(folder, 'report')
  if (disk === 'folder-is-a-file') writeFileSync(reportDir, '')
  if (disk === 'full') {
    mkdirSync(reportDir)
    for (const name of FILES) symlinkSync('/dev/full', join(reportDir, name))
  }
  return reportDir
}

function readFiles(reportDir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    FILES.flatMap((name) => {
      try {
        const text = readFileSync(join(reportDir, name), 'utf8')
        return [[name, text]]
      } catch {
        return []
      }
    }),
  )
}

/** What went wrong besides what the front injected. */
function happened(
  scenario: Scenario,
  { meddled, signalledAt }: Script,
  cloud: Cloud,
): readonly (readonly [string, number])[] {
  const { unreachable, disk, clockMs, event, logs, cancellation } = scenario
  const served = cloud.truth().length
  return [
    ...unreachable.map(({ service, how }) => [`${service}: unreachable (${how})`, 1] as const),
    ...meddled.map(({ what }) => [`somebody else: ${what}`, 1] as const),
    ...(cancellation !== null && signalledAt() !== null
      ? [[`cancelled: ${cancellation.name}`, 1] as const]
      : []),
    ...(disk === 'fine' ? [] : [[`disk: ${disk}`, 1] as const]),
    ...(clockMs === 0 ? [] : [[`clock: ${clockMs > 0 ? 'AWS ahead' : 'AWS behind'}`, 1] as const]),
    ...(event === 'answer' || served === 0 ? [] : [[`function: ${event}`, served] as const]),
    ...(served > 0
      ? [
          ['logs: group missing', Number(logs.isSilent ?? false)] as const,
          ['logs: Infrequent Access', Number(logs.groupClass === 'INFREQUENT_ACCESS')] as const,
          ['logs: REPORT lost', Math.min(served, logs.dropReports ?? 0)] as const,
          ['logs: foreign REPORT', Math.min(served, logs.foreignReports ?? 0)] as const,
          ['logs: events late', (logs.lagMs?.[1] ?? 0) >= 1000 ? served : 0] as const,
          ['logs: out of order', logs.shuffle ? served : 0] as const,
        ]
      : []),
  ].filter(([, count]) => count > 0)
}
