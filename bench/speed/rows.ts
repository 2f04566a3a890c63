import type { Cost, Costs, Figures, Pair, StartUp } from './figures.ts'
import type { Measured } from './job.ts'
import { medianOf, ratio } from './median.ts'
import type { Row } from './row.ts'

export const OURS = 'this action'
export const SDK = 'AWS SDK, default'
export const TUNED = 'AWS SDK, tuned'
const LOCUST = 'Locust FastHttpUser'
const HEY = 'hey'
/** Tools that a limit is about. */
export const LIMITED: ReadonlySet<string> = new Set([LOCUST, HEY])

/** The function of the bursts takes that long, in ms. */
export const BURST_HOLD = 3_000
/** An interval of polling the logs and 0.3 s, in ms. */
const MOST_VERDICT_DELAY = 800

/** The limits, each beside the median that was measured. */
export function makeRows(figures: Figures): readonly Row[] {
  return [
    ...cpuRows(figures),
    ...burstRows(figures),
    ...steadyRows(figures),
    ...logRows(figures),
    ...productRows(figures),
  ]
}

function cpuRows({ inFlight50, inFlight500, missing }: Figures): readonly Row[] {
  const beside = (costs: Costs, other: string): number | undefined => {
    const cpu = (name: string): number | undefined =>
      medianOf(costs[name] ?? [], ({ cpuUs }) => cpuUs)
    return ratio(cpu(OURS), cpu(other))
  }
  const otherLoad = loadOf(inFlight50, inFlight500)
  return [
    {
      what: 'CPU of a signed invocation, to the SDK’s default',
      checks: [
        { name: '50 in flight', figure: beside(inFlight50, SDK), unit: 'fraction', atMost: 1 / 10 },
        {
          name: '500 in flight',
          figure: beside(inFlight500, SDK),
          unit: 'fraction',
          atMost: 1 / 7,
        },
      ],
      otherLoad,
    },
    {
      what: 'the same, to Locust’s FastHttpUser, 50 in flight',
      checks: [{ name: '', figure: beside(inFlight50, LOCUST), unit: 'fraction', atMost: 1 / 3 }],
      note: missing[LOCUST] ?? 'it does not sign',
      otherLoad,
    },
    {
      what: 'the same, to hey, 50 in flight',
      checks: [{ name: '', figure: beside(inFlight50, HEY), unit: 'times', atMost: 2 }],
      note: missing[HEY] ?? 'it does not sign',
      otherLoad,
    },
  ]
}

function burstRows({ burst1000, burst5000 }: Figures): readonly Row[] {
  const errorOf = (runs: readonly Measured[], figure: (run: Measured) => number | undefined) =>
    ratio(medianOf(runs, figure), BURST_HOLD)
  return [
    burstRow('burst of 1,000', burst1000, 100),
    burstRow('burst of 5,000', burst5000, 350),
    {
      what: 'burst of 1,000 on a 3 s function: error of the p50',
      checks: [
        {
          name: 'from write',
          figure: errorOf(burst1000.ours, ({ addedFromWrite }) => addedFromWrite?.p50),
          unit: 'percent',
          atMost: 0.01,
        },
        {
          name: 'from the intended time',
          figure: errorOf(burst1000.ours, ({ added }) => added.p50),
          unit: 'percent',
          atMost: 0.025,
        },
        {
          name: 'SDK, tuned',
          figure: errorOf(burst1000.sdk, ({ added }) => added.p50),
          unit: 'percent',
        },
      ],
      otherLoad: loadOf(burst1000),
    },
    {
      what: 'memory at 5,000 in flight',
      checks: [
        { name: 'MB', figure: medianOf(burst5000.ours, ({ rssMB }) => rssMB), unit: 'count' },
        {
          name: 'to the tuned SDK',
          figure: pairRatio(burst5000, ({ rssMB }) => rssMB),
          unit: 'percent',
        },
      ],
      otherLoad: loadOf(burst5000),
    },
  ]
}

function burstRow(what: string, pair: Pair, atMost: number): Row {
  const last = ({ lastArrival }: Measured): number => lastArrival
  return {
    what: `${what}: last arrival at the server, to the tuned SDK, cold`,
    checks: [
      { name: '', figure: medianOf(pair.ours, last), unit: 'ms', atMost },
      { name: '', figure: pairRatio(pair, last), unit: 'fraction', atMost: 1 / 12 },
      { name: 'errors', figure: mostErrors(pair.ours), unit: 'count', atMost: 0 },
    ],
    note: 'contains the server’s own reading',
    otherLoad: loadOf(pair),
  }
}

function steadyRows({
  steady1000,
  steady3000,
  arrivals2000,
  bareArrivals2000,
}: Figures): readonly Row[] {
  const p99 = ({ added }: Measured): number => added.p99
  return [
    {
      what: '1,000 in flight at 1,000/s: added latency p99, to the tuned SDK',
      checks: [
        { name: '', figure: medianOf(steady1000.ours, p99), unit: 'ms', atMost: 5 },
        { name: '', figure: pairRatio(steady1000, p99), unit: 'fraction', atMost: 1 / 4 },
        { name: 'by undici alone', figure: medianOf(steady1000.bare, p99), unit: 'ms' },
      ],
      otherLoad: loadOf(steady1000),
    },
    {
      what: '3,000 in flight at 3,000/s, to the tuned SDK',
      checks: [
        { name: 'CPU', figure: pairRatio(steady3000, cpuOfCall), unit: 'fraction', atMost: 1 / 5 },
        { name: 'p99', figure: pairRatio(steady3000, p99), unit: 'fraction', atMost: 1 / 10 },
        {
          name: 'memory',
          figure: pairRatio(steady3000, ({ rssMB }) => rssMB),
          unit: 'percent',
          atMost: 0.6,
        },
        { name: 'errors', figure: mostErrors(steady3000.ours), unit: 'count', atMost: 0 },
        { name: 'CPU by undici alone', figure: bareRatio(steady3000, cpuOfCall), unit: 'fraction' },
        { name: 'p99', figure: bareRatio(steady3000, p99), unit: 'fraction' },
      ],
      otherLoad: loadOf(steady3000),
    },
    {
      what: '2,000 arrivals/s: lateness p99 and CPU of one core',
      checks: [
        {
          name: '',
          figure: medianOf(arrivals2000, ({ lateness }) => lateness.p99),
          unit: 'ms',
          atMost: 1.5,
        },
        { name: '', figure: medianOf(arrivals2000, cpuShare), unit: 'percent', atMost: 0.15 },
        {
          name: 'by undici alone',
          figure: medianOf(bareArrivals2000, ({ lateness }) => lateness.p99),
          unit: 'ms',
        },
        { name: '', figure: medianOf(bareArrivals2000, cpuShare), unit: 'percent' },
      ],
      otherLoad: loadOf({ arrivals2000 }),
    },
  ]
}

function logRows({ linesPerSecond, pageOurs, pageSdk, analyses }: Figures): readonly Row[] {
  const itself = (value: number): number => value
  return [
    {
      what: 'REPORT lines parsed in a second',
      checks: [
        { name: '', figure: medianOf(linesPerSecond, itself), unit: 'million', atLeast: 3e6 },
      ],
    },
    {
      what: 'page of 10,000 events to records, to the SDK’s decoding with the same parser',
      checks: [
        {
          name: '',
          figure: ratio(medianOf(pageOurs, itself), medianOf(pageSdk, itself)),
          unit: 'fraction',
          atMost: 1 / 2.5,
        },
        { name: 'CPU', figure: medianOf(pageOurs, itself), unit: 'ms' },
      ],
      note: 'from the bytes of the answer; both without their sockets',
    },
    {
      what: 'a million starts, from what was recorded to the verdict and its files',
      checks: [
        { name: '', figure: medianOf(analyses, ({ seconds }) => seconds * 1000), unit: 'ms' },
        { name: 'MB', figure: medianOf(analyses, ({ rssMB }) => rssMB), unit: 'count' },
        {
          name: 'bytes a start',
          figure: medianOf(analyses, ({ bytesPerStart }) => bytesPerStart),
          unit: 'count',
        },
      ],
    },
  ]
}

function productRows({ startUp, verdictDelay, joinings }: Figures): readonly Row[] {
  const over = (figure: (one: StartUp) => number): number | undefined =>
    medianOf(startUp, (one) => figure(one) - one.empty)
  return [
    {
      what: 'start of the bundle until its inputs are read, over an empty script',
      checks: [
        { name: '', figure: over(({ bundle }) => bundle), unit: 'ms', atMost: 60 },
        { name: 'with all of it loaded', figure: over(({ all }) => all), unit: 'ms' },
      ],
    },
    {
      what: '`mode: report` on 100,000 starts',
      checks: [
        {
          name: '',
          figure: medianOf(joinings, ({ seconds }) => 1000 * seconds),
          unit: 'ms',
          atMost: 3_000,
        },
        {
          name: 'MB',
          figure: medianOf(joinings, ({ rssMB }) => rssMB),
          unit: 'count',
          atMost: 500,
        },
      ],
      note: 'the whole process, all its files',
    },
    {
      what: 'last log event visible until the verdict',
      checks: [
        {
          name: '',
          figure: medianOf(verdictDelay, (value) => value),
          unit: 'ms',
          atMost: MOST_VERDICT_DELAY,
        },
      ],
      note: 'the limit is one interval of polling, 0.5 s, and 0.3 s',
    },
  ]
}

function pairRatio({ ours, sdk }: Pair, figure: (run: Measured) => number): number | undefined {
  return ratio(medianOf(ours, figure), medianOf(sdk, figure))
}

export function cpuOfCall({ cpuMs, sent }: Measured): number {
  return cpuMs / sent
}

export function cpuShare({ cpuMs, duration }: Measured): number {
  return cpuMs / duration
}

function bareRatio({ bare, sdk }: Pair, figure: (run: Measured) => number): number | undefined {
  return ratio(medianOf(bare, figure), medianOf(sdk, figure))
}

function mostErrors(runs: readonly Measured[]): number | undefined {
  return runs.length === 0 ? undefined : Math.max(...runs.map(({ errors }) => errors))
}

/** The median over all runs of all contenders. */
function loadOf(
  ...series: readonly Readonly<Record<string, readonly (Cost | Measured)[]>>[]
): number | undefined {
  const runs = series.flatMap((one) => Object.values(one)).flat()
  return medianOf(runs, ({ otherLoad }) => otherLoad)
}
