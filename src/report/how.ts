import { pricesFor } from '../prices.ts'
import {
  formatCount,
  formatShare,
  formatShortTime,
  formatTime,
  formatUsd,
  formatThousands as whole,
} from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { describeBaseline } from './baseline.ts'
import { code, escapeMarkdown, oneLine, shorten } from './escape.ts'

/** What an endpoint adds to the figures. */
export const WAY = 'Latency and overhead contain the way through it.'

/** The plan, and what became of every request. */
export function renderHow(result: Result): string {
  const { counts, cost, classified, clientDelay, planText, endpoint, facts, imported } = result
  const { sent, answered, failed, throttled, dropped, matched, missing, foreign } = counts
  const { superCold } = classified
  const { wave } = superCold
  const share =
    wave.superCold === null || wave.low === null || wave.high === null
      ? ''
      : ` ${wave.superCold} of ${wave.n} fresh cold starts (before any recycle) were super-cold (95 % sure: ${formatShare(wave.low)} … ${formatShare(wave.high)}).`
  const ratio =
    wave.ratio === null
      ? ''
      : ` The fresh wave's median start-up was ${wave.ratio.toFixed(2)}× the settled one.`
  const release =
    wave.releaseMs === null
      ? ''
      : ` The last super-cold start was ready ${formatTime(wave.releaseMs)} after the first request.`
  const plan = planText === '' ? [] : [`\`\`\`text\n${linesOf(planText)}\n\`\`\``, '']
  const ofAnswered = imported
    ? `${formatCount(counts.functionErrors, 'answer')} of these cut off, or of a function that failed`
    : `matched with a REPORT line ${whole(matched)} + missing ${whole(missing)}; ${formatCount(counts.functionErrors, 'function error')}; ${formatCount(foreign, 'REPORT line')} of other callers left out`
  return [
    ...plan,
    `- Sent ${whole(sent)} = answered ${whole(answered)} + failed ${whole(failed)} + throttled ${whole(throttled)}; never sent ${whole(dropped)}.`,
    `- Answered ${whole(answered)}${imported ? ', ' : ' = '}${ofAnswered}.`,
    ...(endpoint === undefined ? [] : [`- Loaded over HTTP: ${code(endpoint)}. ${WAY}`]),
    ...describeBaseline(result).map((line) => `- ${line}`),
    ...(clientDelay === null
      ? []
      : [
          `- The client's own delay: p50 ${formatShortTime(clientDelay.p50)}, p99 ${formatShortTime(clientDelay.p99)}, max ${formatShortTime(clientDelay.max)}.`,
        ]),
    `- Super-cold: ${superCold.status}; ${escapeMarkdown(superCold.rule)}.${share}${ratio}${release}`,
    ...(cost === null
      ? []
      : [
          `- Cost: ${formatUsd(cost.usd)} (${formatGbSeconds(cost.gbSeconds)} GB-s, list price of ${pricesFor(facts?.arn).region}).`,
        ]),
    ...(facts === undefined
      ? []
      : [
          `- Function: ${code(facts.arn)}, time limit ${formatTime(facts.timeout)}, log group ${code(facts.logGroup)}, code ${code(shorten(facts.codeSha256 ?? 'unknown', 80))}.`,
        ]),
  ].join('\n')
}

/** As the lines of a block, which nothing in them can end. */
function linesOf(text: string): string {
  return text
    .replace(/`/g, 'ˋ')
    .split(/\r\n?|\n/)
    .map(oneLine)
    .join('\n')
}

function formatGbSeconds(gbSeconds: number): string {
  return gbSeconds < 100 ? String(Number(gbSeconds.toPrecision(2))) : whole(gbSeconds)
}
