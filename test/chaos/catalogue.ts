import { at, everything, keeps, type Row, refuse, reset, spoil } from './row.ts'
import type { Fault, Scenario } from './scenario.ts'

const PASS = 'pass: merging keeps cold starts within their limits'
const NOTHING_SENT = 'nothing was sent, nothing is changed'
const ALL = 'every request, matched with its REPORT line'
const ONE_FAILED = 'errors.count == 0: 1 failed request of 3'
const UPDATED =
  'the function was updated by someone else while it was measured (…), so no rule was judged; measure again when nothing else deploys'
const TWO_STEPS = 'burst 1\npause 300ms\nburst 1'
const THREE: Partial<Scenario> = { load: 'burst 3' }
const RECYCLED: Partial<Scenario> = { load: 'recycle\nburst 1\nburst 1' }

const refused = keeps({ verdict: 'error', counts: { sent: 0 }, served: 0 })
const oneFailed = (served: number): Row['verify'] =>
  keeps({ verdict: 'fail', counts: { sent: 3, answered: 2, failed: 1, matched: 2 }, served })

function expiredFrom(invoke: number, control: number, logs: number): readonly Fault[] {
  return [
    ...spoil('invoke', refuse(403, 'ExpiredTokenException'), invoke, null).faults,
    ...spoil('control', refuse(403, 'ExpiredTokenException'), control, null).faults,
    ...spoil('logs', refuse(400, 'ExpiredTokenException'), logs, null).faults,
  ]
}

const CONTROL: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'Lambda’s control plane answers 503 twice',
    sees: null,
    kept: ALL,
    scenario: spoil('control', refuse(503, 'ServiceUnavailableException'), 0, 2),
    verify: everything(2),
  },
  {
    fault: 'Its connection is reset in the middle of an answer',
    sees: null,
    kept: ALL,
    scenario: spoil('control', reset('middle')),
    verify: everything(2),
  },
  {
    fault: 'The role may not read the function',
    sees: "could not measure: AWS refused lambda:GetFunctionConfiguration, which is needed to read the function; allow it in the role's policy",
    kept: NOTHING_SENT,
    scenario: spoil('control', refuse(403, 'AccessDeniedException'), 0, null),
    verify: refused,
  },
  {
    fault: 'No resolver knows Lambda’s endpoint',
    sees: 'could not measure: could not read the function by lambda:GetFunctionConfiguration: …nobody.invalid',
    kept: NOTHING_SENT,
    scenario: { unreachable: [{ service: 'lambda', how: 'dns' }] },
    verify: refused,
  },
  {
    fault: 'The certificate of Lambda’s endpoint is not trusted',
    sees: 'could not measure: could not read the function by lambda:GetFunctionConfiguration: …certificate',
    kept: NOTHING_SENT,
    scenario: { unreachable: [{ service: 'lambda', how: 'tls' }] },
    verify: refused,
  },
]

const INVOKE: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'A connection is reset before the request is served',
    sees: ONE_FAILED,
    kept: 'the other requests; the lost one counts as failed and is not sent again',
    scenario: { ...THREE, ...spoil('invoke', reset('before'), 1) },
    verify: oneFailed(2),
  },
  {
    fault: 'It is reset when the function has run, before the answer',
    sees: ONE_FAILED,
    kept: 'the other requests; the lost one counts as failed and is not sent again',
    scenario: { ...THREE, ...spoil('invoke', reset('unanswered'), 1) },
    verify: oneFailed(3),
  },
  {
    fault: 'It is reset in the middle of the answer',
    sees: ONE_FAILED,
    kept: 'the other requests; the lost one counts as failed and is not sent again',
    scenario: { ...THREE, ...spoil('invoke', reset('middle'), 1) },
    verify: oneFailed(3),
  },
  {
    fault: 'It is reset after the answer',
    sees: null,
    kept: ALL,
    scenario: { load: 'burst 2\npause 500ms\nburst 2', ...spoil('invoke', reset('after'), 0, 2) },
    verify: everything(4),
  },
  {
    fault: 'An answer stalls for a second',
    sees: null,
    kept: 'every request; the stall is in its latency and its overhead',
    scenario: spoil('invoke', { kind: 'stall', ms: 1_000 }),
    verify: everything(2),
  },
  {
    fault: 'An answer stalls for good',
    sees: "could not measure: the step's timeout of … was reached",
    kept: 'the request that was answered; the latency of the other is “at least”',
    scenario: { timeoutS: 12, ...spoil('invoke', { kind: 'stall', ms: 60_000 }) },
    verify: keeps({ verdict: 'error', counts: { sent: 2, failed: 1, gaveUp: 1, matched: 1 } }),
  },
  {
    fault: 'An answer comes byte by byte',
    sees: null,
    kept: 'every request; its latency ends with the last byte',
    scenario: spoil('invoke', { kind: 'slow', ms: 50 }),
    verify: everything(2),
  },
  {
    fault: 'Lambda throttles a request (429)',
    sees: 'throttles.count == 0: 1 throttled request of 3',
    kept: 'the other requests; the throttled one is counted apart and is not sent again',
    scenario: {
      ...THREE,
      thresholds: 'throttles.count == 0',
      ...spoil('invoke', refuse(429, 'TooManyRequestsException'), 1),
    },
    verify: keeps({ verdict: 'fail', counts: { sent: 3, throttled: 1, failed: 0, matched: 2 } }),
  },
  {
    fault: 'Lambda answers 500, 502 or 503',
    sees: ONE_FAILED,
    kept: 'the other requests; this one counts as failed and is not sent again',
    scenario: { ...THREE, ...spoil('invoke', refuse(503, 'ServiceUnavailableException'), 1) },
    verify: oneFailed(2),
  },
  {
    fault: 'Something between answers 502 in HTML',
    sees: ONE_FAILED,
    kept: 'the other requests; this one counts as failed and is not sent again',
    scenario: { ...THREE, ...spoil('invoke', { kind: 'gateway', status: 502 }, 1) },
    verify: oneFailed(2),
  },
  {
    fault: 'The role may not invoke the function',
    sees: "could not measure: AWS refused lambda:InvokeFunction; allow it in the role's policy",
    kept: 'the load ends at once',
    scenario: {
      load: 'burst 1\nburst 20',
      ...spoil('invoke', refuse(403, 'AccessDeniedException'), 0, null),
    },
    verify: keeps({ verdict: 'error', counts: { sent: 1, failed: 1 }, served: 0 }),
  },
  {
    fault: 'The function crashes',
    sees: 'errors.count == 0: 2 failed requests of 2',
    kept: 'every request, with its error; the start after a crash is a reset, in no other class',
    scenario: { load: 'burst 1\nburst 1', event: 'crash' },
    verify: keeps({ verdict: 'fail', counts: { sent: 2, answered: 2, matched: 2 } }),
  },
]

const LOGS: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'The role may not read the logs',
    sees: "could not measure: AWS refused logs:FilterLogEvents, which is needed to read the log group /aws/lambda/app; allow it in the role's policy",
    kept: NOTHING_SENT,
    scenario: spoil('logs', refuse(400, 'AccessDeniedException'), 0, null),
    verify: refused,
  },
  {
    fault: 'No resolver knows the endpoint of the logs, or nobody listens there',
    sees: 'could not measure: could not read the log group /aws/lambda/app by logs:FilterLogEvents: …nobody.invalid',
    kept: NOTHING_SENT,
    scenario: { unreachable: [{ service: 'logs', how: 'dns' }] },
    verify: refused,
  },
  {
    fault: 'Its answers are resets, 503s and throttling',
    sees: null,
    kept: ALL,
    scenario: {
      logTimeoutS: 20,
      faults: [
        ...spoil('logs', reset('middle'), 0).faults,
        ...spoil('logs', refuse(503, 'ServiceUnavailableException'), 2).faults,
        ...spoil('logs', refuse(400, 'ThrottlingException'), 4, 2).faults,
      ],
    },
    verify: everything(2),
  },
  {
    fault: 'Half a page, with a length that says it is all',
    sees: null,
    kept: ALL,
    scenario: { logTimeoutS: 20, ...spoil('logs', { kind: 'half' }, 1) },
    verify: everything(2),
  },
  {
    fault: 'The token of the next page has expired, or is refused',
    sees: null,
    kept: ALL,
    scenario: {
      logTimeoutS: 20,
      logs: { lagMs: [0, 100], pageSize: 2 },
      faults: [
        ...spoil('logs', { kind: 'token', how: 'expired' }, 1, 3).faults,
        ...spoil('logs', { kind: 'token', how: 'unknown' }, 4).faults,
      ],
    },
    verify: everything(2),
  },
  {
    fault: 'The same token again, or tokens that never end',
    sees: null,
    kept: ALL,
    scenario: {
      logTimeoutS: 20,
      faults: [
        ...spoil('logs', { kind: 'token', how: 'same' }, 0, 2).faults,
        ...spoil('logs', { kind: 'token', how: 'endless' }, 2, 5).faults,
      ],
    },
    verify: everything(2),
  },
  {
    fault: 'Tokens that never end, for good',
    sees: 'could not measure: no REPORT line of any of the 2 answered requests arrived in /aws/lambda/app',
    kept: 'the requests, as missing; the step ends with its log-timeout',
    scenario: spoil('logs', { kind: 'token', how: 'endless' }, 1, null),
    verify: keeps({ verdict: 'error', counts: { sent: 2, answered: 2, missing: 2 } }),
  },
  {
    fault: 'Events come twice, late, out of order, and behind empty pages',
    sees: null,
    kept: ALL,
    scenario: {
      logTimeoutS: 20,
      logs: { lagMs: [200, 1_500], pageSize: 3, emptyPages: 1, repeat: true, shuffle: true },
      ...spoil('logs', { kind: 'twice' }, 0, null),
    },
    verify: everything(2),
  },
  {
    fault: 'Events that no service should ever send',
    sees: null,
    kept: ALL,
    scenario: { logTimeoutS: 20, ...spoil('logs', { kind: 'scramble' }, 0, 3) },
    verify: everything(2),
  },
  {
    fault: 'A REPORT line never arrives',
    sees: '1 REPORT line did not arrive in time; those requests count as unknown.',
    kept: 'the other requests; this one is listed as missing',
    scenario: { ...THREE, logs: { lagMs: [0, 100], dropReports: 1 } },
    verify: keeps({ counts: { sent: 3, answered: 3, matched: 2, missing: 1 } }),
  },
  {
    fault: 'Others call the function too',
    sees: PASS,
    kept: 'our requests alone; the others are counted as foreign',
    scenario: { logs: { lagMs: [0, 100], foreignReports: 2 } },
    verify: keeps({ verdict: 'pass', counts: { sent: 2, matched: 2, foreign: 2 } }),
  },
  {
    fault: 'The function’s role may not write logs, so that there is no log group',
    sees: "could not measure: no REPORT line of any of the 2 answered requests arrived in /aws/lambda/app; does the function's own role allow logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents, and is this its log group?",
    kept: 'the requests, as missing',
    scenario: { logs: { isSilent: true } },
    verify: keeps({ verdict: 'error', counts: { sent: 2, answered: 2, missing: 2 } }),
  },
  {
    fault: 'The log group is of the Infrequent Access class',
    sees: 'could not measure: the log group /aws/lambda/app cannot be searched: only groups of class STANDARD support FilterLogEvents',
    kept: 'the requests, as missing',
    scenario: { logs: { lagMs: [0, 100], groupClass: 'INFREQUENT_ACCESS' } },
    verify: keeps({ verdict: 'error', counts: { matched: 0 } }),
  },
]

const CLOCK: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'AWS’s clock is 2 minutes ahead of the runner’s',
    sees: null,
    kept: ALL,
    scenario: { clockMs: 120_000, logTimeoutS: 20 },
    verify: everything(2),
  },
  {
    fault: 'It is 7 minutes behind, more than a signature may be old',
    sees: null,
    kept: ALL,
    scenario: { clockMs: -420_000, logTimeoutS: 30 },
    verify: everything(2),
  },
]

const CREDENTIALS: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'They have expired before the step begins',
    sees: 'could not measure: the credentials expired within the first …; give aws-actions/configure-aws-credentials a longer role-duration-seconds',
    kept: NOTHING_SENT,
    scenario: { faults: expiredFrom(0, 0, 0) },
    verify: refused,
  },
  {
    fault: 'They expire in the middle of the load, on a recycled function',
    sees: 'the environment variable COLD_START_GATE_RECYCLE may still be on the function app in us-east-1; …run: aws lambda update-function-configuration',
    kept: 'what was measured; the post step restores the function when it has new ones',
    scenario: { ...RECYCLED, faults: expiredFrom(1, 9, 6) },
    verify: keeps({ verdict: 'error' }),
  },
]

const OTHERS: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'Nobody: the answer to our own update is lost, and it took place',
    sees: null,
    kept: ALL,
    scenario: { ...RECYCLED, ...spoil('control', reset('unanswered'), 7) },
    verify: everything(2),
  },
  {
    fault: 'Somebody changes the memory of the function under load',
    sees: UPDATED,
    kept: 'what was measured; every rule is inconclusive',
    scenario: { load: TWO_STEPS, meddling: [{ at: at('invoke', 1), what: 'memory' }] },
    verify: keeps({ verdict: 'inconclusive', counts: { sent: 2, matched: 2 } }),
  },
  {
    fault: 'Somebody deploys other code under load',
    sees: UPDATED,
    kept: 'what was measured; every rule is inconclusive',
    scenario: { load: TWO_STEPS, meddling: [{ at: at('invoke', 1), what: 'code' }] },
    verify: keeps({ verdict: 'inconclusive', counts: { sent: 2, matched: 2 } }),
  },
  {
    fault: 'Somebody changes a variable of the recycled function',
    sees: UPDATED,
    kept: 'their change; only our marker is taken away',
    scenario: { ...RECYCLED, meddling: [{ at: at('invoke', 1), what: 'variables' }] },
    verify: keeps({ counts: { sent: 2 } }),
  },
  {
    fault: 'A deployment replaces all variables of the recycled function',
    sees: UPDATED,
    kept: 'their variables, all of them',
    scenario: { ...RECYCLED, meddling: [{ at: at('invoke', 1), what: 'all-variables' }] },
    verify: keeps({ verdict: 'inconclusive', counts: { sent: 2 } }),
  },
]

const CANCELLATION: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'The job is cancelled (SIGINT) in the middle of rounds',
    sees: 'could not measure: the run was cancelled',
    kept: 'what was measured; the function is restored, or the post step restores it',
    scenario: {
      load: 'burst 1\nrounds 3 of 1',
      timeoutS: 90,
      cancellation: { name: 'SIGINT', at: at('invoke', 1) },
    },
    verify: keeps({ verdict: 'error' }),
  },
  {
    fault: 'It is cancelled by SIGTERM',
    sees: 'could not measure: the run was cancelled',
    kept: 'what was measured; the function is restored, or the post step restores it',
    scenario: { ...RECYCLED, cancellation: { name: 'SIGTERM', at: at('invoke', 1) } },
    verify: keeps({ verdict: 'error' }),
  },
  {
    fault: 'The step is killed (SIGKILL) on a recycled function',
    sees: 'recycle: undone for app',
    kept: 'the function: the post step restores it',
    scenario: { ...RECYCLED, cancellation: { name: 'SIGKILL', at: at('invoke', 0) } },
    verify: ({ post }) => (post?.exitCode === 0 ? [] : ['the post step failed']),
  },
]

const RUNNER: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'The report folder cannot be made',
    sees: '::warning title=report.json was not written::',
    kept: 'the verdict, the outputs, the summary and the comment',
    scenario: { disk: 'folder-is-a-file' },
    verify: keeps({ verdict: 'pass', comments: 1 }),
  },
  {
    fault: 'The disk is full',
    sees: '::warning title=report.json was not written::ENOSPC',
    kept: 'the verdict, the outputs, the summary and the comment',
    scenario: { disk: 'full' },
    verify: keeps({ verdict: 'pass', comments: 1 }),
  },
  {
    fault: 'The job summary cannot be written',
    sees: '::warning title=The job summary was not written::',
    kept: 'the verdict, the outputs, the files and the comment',
    scenario: { disk: 'summary-full' },
    verify: keeps({ verdict: 'pass', counts: { matched: 2 }, comments: 1 }),
  },
]

const GITHUB: readonly Omit<Row, 'area'>[] = [
  {
    fault: 'The token may not write comments',
    sees: '::warning title=The pull request was not commented::GitHub refused (HTTP 403: …give the job `permissions: pull-requests: write`',
    kept: 'the verdict, the outputs, the summary and the files',
    scenario: spoil('github', refuse(403), 0, null),
    verify: everything(2),
  },
  {
    fault: 'GitHub answers 503 once',
    sees: null,
    kept: 'everything; the comment is written by a second try',
    scenario: spoil('github', refuse(503), 1),
    verify: keeps({ verdict: 'pass', comments: 1 }),
  },
  {
    fault: 'The connection is lost when the comment is made',
    sees: null,
    kept: 'everything; there is one comment, not two',
    scenario: spoil('github', reset('unanswered'), 2),
    verify: keeps({ verdict: 'pass', comments: 1 }),
  },
  {
    fault: 'GitHub cannot be reached',
    sees: '::warning title=The pull request was not commented::',
    kept: 'the verdict, the outputs, the summary and the files',
    scenario: { unreachable: [{ service: 'github', how: 'refused' }] },
    verify: keeps({ verdict: 'pass', comments: 0 }),
  },
]

/** Every fault that has a row in docs/reliability.md. */
export const catalogue: readonly Row[] = Object.entries({
  'Lambda: control plane': CONTROL,
  'Lambda: invocations': INVOKE,
  'CloudWatch Logs': LOGS,
  Clock: CLOCK,
  Credentials: CREDENTIALS,
  'Somebody else': OTHERS,
  Cancellation: CANCELLATION,
  Runner: RUNNER,
  GitHub: GITHUB,
}).flatMap(([area, rows]) => rows.map((row) => ({ area, ...row })))
