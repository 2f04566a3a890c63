import type { Side } from '../load/invocation.ts'
import type { Start, StartClass } from '../starts/start.ts'
import type { EpochMs, Ms } from '../units.ts'
import { joinStream, packId, splitStream, unpackId } from './packed.ts'

/** One start, as far as the page shows it; times are cut to 0.01 ms, so that they round as they did. */
export type Dot = Pick<
  Start,
  | 'requestId'
  | 'side'
  | 'class'
  | 'step'
  | 'round'
  | 'environment'
  | 'latency'
  | 'init'
  | 'duration'
  | 'overhead'
  | 'censored'
  | 'isCutOff'
  | 'initCensored'
  | 'error'
> & {
  /** When it was sent, from the first request on; rounded to 1 ms; null when it is unknown. */
  readonly at: Ms | null
}

/** A dot that has its place in a chart of latency over time. */
export type Placed = Dot & { readonly at: Ms; readonly latency: Ms }

export function isPlaced(dot: Dot): dot is Placed {
  return dot.at !== null && dot.latency !== null
}

/** The same, column by column, for it is embedded in the page. */
export type DotColumns = {
  readonly from: EpochMs
  readonly beginnings: readonly string[]
  readonly streams: readonly (readonly [beginning: number, packed: string])[]
  readonly errors: readonly string[]
  readonly ids: readonly string[]
  /** Since the one before; those of an unknown time come last. */
  readonly gaps: readonly (number | null)[]
  readonly stream: readonly (number | null)[]
  readonly round: readonly (number | null)[]
  readonly step: readonly number[]
  /** Hundredths of milliseconds. */
  readonly latency: readonly (number | null)[]
  readonly init: readonly (number | null)[]
  readonly duration: readonly (number | null)[]
  readonly overhead: readonly (number | null)[]
  /** A digit each. */
  readonly side: string
  readonly class: string
  /** 1: latency is "at least"; 2: init is; 4: a gateway gave up before the function ended. */
  readonly atLeast: string
  /** Index of the start, index of its error. */
  readonly failed: readonly (readonly [dot: number, error: number])[]
}

const SIDES: readonly Side[] = ['candidate', 'baseline']
export const DOT_CLASSES: readonly StartClass[] = ['warm', 'cold', 'super-cold', 'reset']

/** @param starts in the order of sending, those of an unknown time at the end. */
export function encodeDots(starts: readonly Start[]): DotColumns {
  const from = starts[0]?.sentAt ?? 0
  const at = starts.map(({ sentAt }) => (sentAt === null ? null : Math.round(sentAt - from)))
  const beginnings = new Map<string, number>()
  const streams = new Map<string, number>()
  const errors = new Map<string, number>()
  const split = (stream: string): readonly [number, string] => {
    const [beginning, packed] = splitStream(stream)
    return [indexOf(beginnings, beginning), packed]
  }
  const stream = starts.map(({ environment }) =>
    environment === null ? null : indexOf(streams, environment),
  )
  const failed = starts.flatMap(({ error }, i) =>
    error === null ? [] : [[i, indexOf(errors, error)] as const],
  )
  const packed = [...streams.keys()].map(split)
  return {
    from,
    beginnings: [...beginnings.keys()],
    streams: packed,
    errors: [...errors.keys()],
    ids: starts.map(({ requestId }) => packId(requestId)),
    gaps: at.map((time, i) => (time === null ? null : time - (at[i - 1] ?? 0))),
    stream,
    round: starts.map(({ round }) => round),
    step: starts.map(({ step }) => step),
    latency: starts.map(({ latency }) => cutOrNone(latency)),
    init: starts.map(({ init }) => cutOrNone(init)),
    duration: starts.map(({ duration }) => cutOrNone(duration)),
    overhead: starts.map(({ overhead }) => cutOrNone(overhead)),
    side: starts.map(({ side }) => SIDES.indexOf(side)).join(''),
    class: starts.map((start) => DOT_CLASSES.indexOf(start.class)).join(''),
    atLeast: starts
      .map(
        ({ censored, initCensored, isCutOff = false }) =>
          Number(censored) + 2 * Number(initCensored) + 4 * Number(isCutOff),
      )
      .join(''),
    failed,
  }
}

export function decodeDots(columns: DotColumns): readonly Dot[] {
  const streams = columns.streams.map(([beginning, packed]) =>
    joinStream(columns.beginnings[beginning] ?? '', packed),
  )
  const errors = new Map(columns.failed)
  let at = 0
  return columns.ids.map((id, i) => {
    const gap = columns.gaps[i] ?? null
    at += gap ?? 0
    const stream = columns.stream[i] ?? null
    const atLeast = Number(columns.atLeast[i])
    return {
      requestId: unpackId(id),
      side: SIDES[Number(columns.side[i])] ?? 'candidate',
      class: DOT_CLASSES[Number(columns.class[i])] ?? 'warm',
      step: columns.step[i] ?? 0,
      round: columns.round[i] ?? null,
      environment: stream === null ? null : (streams[stream] ?? null),
      at: gap === null ? null : at,
      latency: fromHundredths(columns.latency[i]),
      init: fromHundredths(columns.init[i]),
      duration: fromHundredths(columns.duration[i]),
      overhead: fromHundredths(columns.overhead[i]),
      censored: atLeast % 2 === 1,
      initCensored: (atLeast & 2) > 0,
      ...((atLeast & 4) > 0 ? { isCutOff: true } : {}),
      error: columns.errors[errors.get(i) ?? -1] ?? null,
    }
  })
}

function indexOf(known: Map<string, number>, text: string): number {
  const index = known.get(text) ?? known.size
  known.set(text, index)
  return index
}

/** REPORT lines have hundredths, which a product of floating point numbers may just miss. */
const ALMOST = 1e-6

function cutOrNone(time: Ms | null): number | null {
  return time === null ? null : Math.floor(time * 100 + ALMOST)
}

function fromHundredths(value: number | null | undefined): Ms | null {
  return value === null || value === undefined ? null : value / 100
}
