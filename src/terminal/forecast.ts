import type { Config } from '../config/config.ts'
import { describeEndpoint } from '../config/endpoint.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Expected } from '../load/expectation.ts'
import type { Forecast } from '../load/forecast.ts'
import { oneLine } from '../report/escape.ts'
import { type Policy, UNKNOWN_ACCOUNT } from '../run/permissions.ts'
import { PROFILE_BURST } from '../run/profile-wave.ts'
import { formatCount, formatThousands, formatTime, formatUsd } from '../units.ts'
import { alignColumns } from './columns.ts'
import type { Paint } from './paint.ts'

/** All that `--dry-run` shows. */
export type DryRun = {
  readonly config: Pick<
    Config,
    'target' | 'endpoint' | 'plan' | 'profile' | 'maxCost' | 'maxInvocations' | 'timeout'
  >
  readonly candidate: FunctionFacts | undefined
  /** Label of the baseline that is measured in the same run; undefined without one. */
  readonly baseline: string | undefined
  readonly forecast: Forecast
  readonly policy: Policy
  /** Why a configuration could not be read. */
  readonly unreadable: readonly string[]
  readonly refusals: readonly string[]
  readonly warnings: readonly string[]
}

export function renderDryRun(dryRun: DryRun, paint: Paint): string {
  const { config, candidate, forecast, policy, unreadable, refusals, warnings } = dryRun
  const { target, endpoint, maxCost, maxInvocations, timeout } = config
  const way = endpoint === undefined ? '' : ` over ${oneLine(describeEndpoint(endpoint))}`
  const missing = unreadable.map((reason) => `${paint('yellow', 'Not read:')} ${oneLine(reason)}`)
  const refused = refusals.map(
    (reason) => `${paint('red', 'Would be refused:')} ${oneLine(reason)}`,
  )
  const warned = warnings.map((text) => `${paint('yellow', 'Warning:')} ${oneLine(text)}`)
  const requests = forecast.total.requests + (forecast.totalOfBaseline?.requests ?? 0)
  const facts = [
    ['requests', `about ${formatThousands(requests)} (limit ${formatThousands(maxInvocations)})`],
    ['cost', `${describeCost(dryRun)} (limit ${formatUsd(maxCost)})`],
    ['time', `at least ${formatTime(forecast.leastDuration)} (limit ${formatTime(timeout)})`],
  ]
  const isPlaceholder = policy.Statement.some(({ Resource }) =>
    Resource.some((arn) => arn.split(':')[4] === UNKNOWN_ACCOUNT),
  )
  return [
    `${paint('bold', 'Plan')} for ${describeFunction(target, candidate)}${way}; nothing is sent.`,
    '',
    ...renderSteps(dryRun, paint),
    '',
    paint(
      'dim',
      'If nothing is warm before the first step; "≤" where rounds or users may send less.',
    ),
    ...describeProfile(dryRun),
    '',
    ...alignColumns(facts, () => true),
    '',
    ...[...missing, ...refused, ...warned].flatMap((line) => [line, '']),
    `${paint('bold', 'Permissions')} that this plan uses${isPlaceholder ? ` (${UNKNOWN_ACCOUNT}: the number of the account)` : ''}:`,
    '',
    JSON.stringify(policy, null, 2),
    '',
  ].join('\n')
}

function describeProfile({ config, baseline }: DryRun): readonly string[] {
  if (config.profile === 'none') return []
  const more = formatCount((baseline === undefined ? 1 : 2) * PROFILE_BURST, 'request')
  return [
    `Beside the plan, \`profile: ${config.profile}\` sends ${more} to new environments, where the limits leave room.`,
  ]
}

function describeFunction(
  { name, qualifier, region }: Config['target'],
  facts: FunctionFacts | undefined,
): string {
  const known =
    facts === undefined
      ? []
      : [facts.packageType, facts.architecture, `${formatThousands(facts.memoryMB)} MB`]
  return oneLine([name, qualifier, ...known, region].join(' · '))
}

function renderSteps({ forecast, baseline }: DryRun, paint: Paint): readonly string[] {
  const { steps, total, totalOfBaseline } = forecast
  const cells = (own: Expected | undefined): readonly string[] =>
    own === undefined ? ['', ''] : [describeRequests(own), describeCold(own)]
  const others = (own: Expected | undefined): readonly string[] =>
    baseline === undefined ? [] : cells(own)
  const header = ['step', 'requests', 'cold starts']
  const [first = '', ...rest] = alignColumns(
    [
      baseline === undefined
        ? header
        : [...header, `requests of ${oneLine(baseline)}`, 'its cold starts'],
      ...steps.map((step) => [
        oneLine(step.text),
        ...cells(step.candidate),
        ...others(step.baseline),
      ]),
      ['total', ...cells(total), ...others(totalOfBaseline)],
    ],
    (column) => column === 0,
  )
  return [paint('dim', first), ...rest.slice(0, -1), paint('bold', rest.at(-1) ?? '')]
}

function describeRequests({ requests, isAtMost }: Expected): string {
  return requests === 0 ? '–' : `${isAtMost ? '≤ ' : ''}${formatThousands(requests)}`
}

function describeCold({ requests, cold, isColdAtMost, isColdRough }: Expected): string {
  if (requests === 0) return '–'
  if (cold === null) return 'depends on the latency'
  if (isColdRough) return `about ${formatThousands(cold)}`
  return `${isColdAtMost ? '≤ ' : ''}${formatThousands(cold)}`
}

function describeCost({ forecast: { cost } }: DryRun): string {
  if (cost === undefined) return 'unknown without the configuration of the function'
  const { usd, most } = cost
  const bound = Number.isFinite(most) ? `, at most ${formatUsd(most)}` : ''
  return `about ${formatUsd(usd)}${bound}`
}
