import { formatShortTime, formatThousands, type Ms } from '../../units.ts'
import { encodeForConsole } from '../console-link.ts'
import type { Dot } from '../dots.ts'
import type { Figures } from '../figures.ts'
import type { Stop } from './drawing.ts'

/** What is told of a request, wherever it is shown. */
export function tellDot(
  dot: Dot,
  { consoles, baseline }: Figures,
): Omit<Stop, 'dataset' | 'index'> {
  const side = baseline === null ? '' : `, ${dot.side}`
  const round = dot.round === null ? '' : `, round ${dot.round + 1}`
  return {
    title: `${formatLatency(dot)} · ${dot.class}${side}`,
    facts: [
      ['latency', describeParts(dot)],
      ['sent', `${describeTime(dot.at)}, step ${dot.step + 1}${round}`],
      ...(dot.error === null ? [] : [['error', dot.error] as const]),
      ['request', dot.requestId],
      ...(dot.environment === null ? [] : [['stream', dot.environment] as const]),
    ],
    link: linkOf(dot, consoles),
  }
}

function describeTime(at: Ms | null): string {
  return at === null ? 'at an unknown time' : `${(at / 1000).toFixed(1)} s after the first`
}

export function linkOf({ side, environment }: Dot, consoles: Figures['consoles']): Stop['link'] {
  const console = consoles[side]
  if (console === null || environment === null) return undefined
  return {
    text: 'Open the log stream in CloudWatch',
    href: console + encodeForConsole(environment),
  }
}

export function formatLatency({ latency, censored }: Dot): string {
  if (latency === null) return 'latency unknown'
  return `${censored ? '≥ ' : ''}${formatShortTime(latency)}`
}

/** "3.52 s = 600 ms overhead + 2.83 s init + 90 ms duration"; what is unknown is said to be. */
export function describeParts(dot: Dot): string {
  const { latency, overhead, init, duration, initCensored } = dot
  if (overhead === null && init === null && duration === null) {
    return `${formatLatency(dot)}, not divided`
  }
  const parts = [
    part(overhead, 'overhead'),
    ...(dot.class === 'warm' && init === null ? [] : [part(init, 'init', initCensored)]),
    part(duration, 'duration'),
  ]
  return `${latency === null ? 'unknown' : formatLatency(dot)} = ${parts.join(' + ')}`
}

function part(time: Ms | null, name: string, isAtLeast = false): string {
  return time === null
    ? `${name} unknown`
    : `${isAtLeast ? '≥ ' : ''}${formatShortTime(time)} ${name}`
}

export function cell(time: Ms | null, isAtLeast = false): string {
  return time === null ? '–' : `${isAtLeast ? '≥ ' : ''}${formatThousands(time)}`
}
