import type { FunctionFacts } from '../../src/function-facts.ts'
import type { Invocation } from '../../src/load/invocation.ts'
import type { LogEvent } from '../../src/logs/journal.ts'
import { type Recording, startRecording } from '../../src/run/recording.ts'

/** As many events as FilterLogEvents gives at once. */
const PAGE = 10_000
/** Invocations of one environment, one after the other. */
const PER_STREAM = 50
/** Every tenth start is cold: the first of its environment, and later ones after a crash. */
const PER_COLD = 10
/** Cold starts of the first environments, before the first recycle; every third is super-cold. */
const FRESH = 900
const START = Date.UTC(2026, 10, 22)
const GROUP = '/aws/lambda/census-gbm'

const FACTS: FunctionFacts = {
  name: 'census-gbm',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:census-gbm',
  version: '$LATEST',
  memoryMB: 1024,
  architecture: 'arm64',
  packageType: 'Image',
  runtime: null,
  timeout: 60_000,
  codeSha256: null,
  codeSize: null,
  lastModified: null,
  logGroup: GROUP,
  logFormat: 'Text',
  systemLogLevel: null,
  snapStart: false,
  state: { state: 'Active', reason: null, lastUpdate: 'Successful', lastUpdateReason: null },
  specialKinds: [],
  variablesUnreadable: false,
}

/**
 * What a run of that many invocations leaves behind, its log lines read in pages: one start in ten
 * is cold, a few hundred of the first thousand super-cold. Everything is the same in every process.
 */
export function makeRecording(count: number): Recording {
  const recording = startRecording(START)
  recording.prepared = {
    ...{ facts: FACTS, baseline: undefined, woken: 0 },
    mostInFlight: { candidate: count, baseline: count },
  }
  recording.state.sent.candidate = count
  const streams = Math.ceil(count / PER_STREAM)
  let page: LogEvent[] = []
  for (let index = 0; index < count; index += 1) {
    recording.invocations.push(makeInvocation(index, streams))
    page.push(...makeEvents(index, streams))
    if (page.length < PAGE && index < count - 1) continue
    // Strings of their own, as every page that is decoded has them.
    recording.journal.add(JSON.parse(JSON.stringify(page)))
    page = []
  }
  return recording
}

function isCold(index: number, streams: number): boolean {
  return Math.floor(index / streams) % PER_COLD === 0
}

/** Handler time, init and the rest of the latency; in ms, with the decimals of Lambda. */
function timesOf(index: number, streams: number): { duration: number; init: number; rest: number } {
  const duration = round(40 + (index % 977) * 0.37)
  if (!isCold(index, streams)) return { duration, init: 0, rest: 12 + (index % 83) * 0.11 }
  const isFar = index < FRESH && index % 3 === 0
  const rest = (isFar ? 21_000 : 480) + (index % 211) * 0.7
  return { duration, init: round(2_400 + (index % 541) * 1.13), rest }
}

function makeInvocation(index: number, streams: number): Invocation {
  const { duration, init, rest } = timesOf(index, streams)
  return {
    side: 'candidate',
    step: index < FRESH ? 0 : 2,
    round: null,
    wave: index < FRESH ? 'fresh' : 'settled',
    intendedAt: START + index,
    clientDelay: 0.1 + (index % 97) * 0.003,
    latency: duration + init + rest,
    answer: { kind: 'answered', requestId: makeId(index), functionError: undefined },
  }
}

function makeEvents(index: number, streams: number): readonly LogEvent[] {
  const { duration, init, rest } = timesOf(index, streams)
  const id = makeId(index)
  const sentAt = START + index
  const startedAt = Math.round(sentAt + rest + init)
  const billed = Math.ceil(duration + init)
  const memory = `Memory Size: ${FACTS.memoryMB} MB\tMax Memory Used: ${90 + (index % 60)} MB`
  const first =
    init === 0 ? [] : [[Math.round(sentAt + rest), 'INIT_START Runtime Version: python:3.12.v1\n']]
  const told = init === 0 ? '' : `Init Duration: ${init.toFixed(2)} ms\t`
  const lines = [
    ...first,
    [startedAt, `START RequestId: ${id} Version: $LATEST\n`],
    [
      Math.round(startedAt + duration),
      `REPORT RequestId: ${id}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${billed} ms\t${memory}\t${told}\n`,
    ],
  ] as const
  const name = (index % streams).toString(16).padStart(32, '0')
  return (lines as readonly (readonly [number, string])[]).map(([timestamp, message], line) => ({
    id: `38${(index * 3 + line).toString().padStart(54, '0')}`,
    group: GROUP,
    stream: `2026/11/22/[$LATEST]${name}`,
    timestamp,
    ingestedAt: timestamp + 900,
    message,
  }))
}

function round(time: number): number {
  return Math.round(time * 100) / 100
}

/** A UUID that differs from all others in its last part alone. */
function makeId(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
}
