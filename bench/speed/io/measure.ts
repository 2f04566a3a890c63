import {
  type Analysis,
  type BurstSeen,
  type Cost,
  costOf,
  type Figures,
  type Pair,
} from '../figures.ts'
import type { ClientName, Job, Measured } from '../job.ts'
import { BURST_HOLD, LIMITED, OURS, SDK, TUNED } from '../rows.ts'
import type { Sizes } from '../sizes.ts'
import type { FoundPeer } from './find-peers.ts'
import { measureJoinedReport } from './joined-report.ts'
import { type Bench, runJob, runProgram } from './run-client.ts'
import { runPeer, runPeerBurst } from './run-peer.ts'
import { measureStartUp } from './start-up.ts'
import { measureVerdictDelay } from './verdict-delay.ts'

/** The function of a constant rate takes that long, in ms: R/s means R in flight. */
const RATE_HOLD = 1_000
const ARRIVALS_HOLD = 50
/** Each event of a run is another one, and is signed. */
const DISTINCT = 65_536
const PARSES = 20
const PAGES = 40
const ANALYSED = 1_000_000
const JOINED = 100_000

/** Measures everything, one thing after the other. */
export async function measureAll(
  bench: Bench,
  peers: readonly FoundPeer[],
  missing: Readonly<Record<string, string>>,
  sizes: Sizes,
  say: (line: string) => void,
): Promise<Figures> {
  const { runs } = sizes
  const pairOf = async (job: Omit<Job, 'client'>, withBare = false): Promise<Pair> => {
    say(`${job.plan}, a function of ${job.hold} ms …`)
    const run = (client: ClientName) => (): Promise<Measured> => runJob(bench, { ...job, client })
    const pair = { ours: run('ours'), sdk: run('sdk-tuned') }
    const contenders = withBare ? { ...pair, bare: run('bare') } : pair
    const { ours = [], sdk = [], bare = [] } = await inTurns(contenders, runs)
    return { ours, sdk, bare }
  }
  const rateOf = (rate: number, hold: number): Omit<Job, 'client'> => ({
    hold,
    warmUp: `rate ${Math.ceil(rate / 4)}/s..${rate}/s for ${sizes.rateWarmUp}s`,
    plan: `rate ${rate}/s for ${sizes.rate}s`,
    events: 1,
  })
  const burstOf = (count: number): Omit<Job, 'client'> => ({
    hold: BURST_HOLD,
    warmUp: undefined,
    plan: `burst ${count}`,
    events: 1,
  })
  const many = <T>(work: () => Promise<T>, count: number): Promise<readonly T[]> =>
    inTurns({ work }, count).then(({ work: found = [] }) => found)
  const lines = (what: string, count: number) => async (): Promise<number> =>
    Number(await runProgram(bench, 'lines', [what, `${count}`]))

  const analyse = async (): Promise<Analysis> =>
    (await runProgram(bench, 'analysis', [`${ANALYSED}`])) as Analysis

  const inFlight50 = await costsOf(50)
  const inFlight500 = await costsOf(500)
  const burst1000 = await pairOf(burstOf(1000))
  const burst5000 = await pairOf(burstOf(5000))
  const peerBursts = sizes.everyone ? await burstsOf(1000) : {}
  const steady1000 = await pairOf(rateOf(1000, RATE_HOLD), true)
  const steady3000 = await pairOf(rateOf(3000, RATE_HOLD), true)
  say('2,000 arrivals/s …')
  const arrivals = (client: ClientName) => (): Promise<Measured> =>
    runJob(bench, { ...rateOf(2000, ARRIVALS_HOLD), client })
  const atRate = await inTurns({ ours: arrivals('ours'), bare: arrivals('bare') }, runs)
  say('logs, start-up, verdict …')
  const linesPerSecond = await many(lines('parse', PARSES), runs)
  const pages = await inTurns(
    { ours: lines('page-ours', PAGES), sdk: lines('page-sdk', PAGES) },
    runs,
  )
  return {
    inFlight50,
    inFlight500,
    burst1000,
    burst5000,
    peerBursts,
    steady1000,
    steady3000,
    arrivals2000: atRate.ours ?? [],
    bareArrivals2000: atRate.bare ?? [],
    linesPerSecond,
    pageOurs: pages.ours ?? [],
    pageSdk: pages.sdk ?? [],
    analyses: await many(analyse, 1),
    joinings: await many(() => measureJoinedReport(bench, JOINED), runs),
    startUp: await many(() => measureStartUp(bench.directory), sizes.starts),
    verdictDelay: await many(measureVerdictDelay, sizes.verdicts),
    missing,
  }

  async function costsOf(inFlight: number): Promise<Readonly<Record<string, readonly Cost[]>>> {
    say(`${inFlight} in flight …`)
    const run = (client: ClientName) => async (): Promise<Cost> =>
      costOf(
        await runJob(bench, {
          client,
          hold: 0,
          warmUp: `users ${inFlight} for ${sizes.warmUp}s`,
          plan: `users ${inFlight} for ${sizes.load}s`,
          events: DISTINCT,
        }),
      )
    const limited = ({ peer }: FoundPeer): boolean => inFlight === 50 && LIMITED.has(peer.name)
    const others = peers
      .filter((found) => sizes.everyone || limited(found))
      .map((found) => {
        const work = (): Promise<Cost | undefined> =>
          runPeer(bench, found, inFlight, 1000 * sizes.load)
        return [found.peer.name, work] as const
      })
    const clients = {
      [OURS]: run('ours'),
      [SDK]: run('sdk'),
      ...(sizes.everyone ? { [TUNED]: run('sdk-tuned') } : {}),
    }
    return await inTurns<Cost>({ ...clients, ...Object.fromEntries(others) }, runs)
  }

  /** Once each: these stand beside the limits, and are none. */
  async function burstsOf(count: number): Promise<Readonly<Record<string, readonly BurstSeen[]>>> {
    say(`bursts of ${count} by the other tools …`)
    const others = peers.map((found) => {
      const work = (): Promise<BurstSeen | undefined> =>
        runPeerBurst(bench, found, count, BURST_HOLD)
      return [found.peer.name, work] as const
    })
    return await inTurns<BurstSeen>(Object.fromEntries(others), 1)
  }
}

/** Everyone once, then everyone again: what drifts hits all of them. */
async function inTurns<T>(
  contenders: Readonly<Record<string, () => Promise<T | undefined>>>,
  turns: number,
): Promise<Readonly<Record<string, readonly T[]>>> {
  const found: Record<string, T[]> = {}
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [name, work] of Object.entries(contenders)) {
      const figure = await work()
      found[name] ??= []
      if (figure !== undefined) found[name].push(figure)
    }
  }
  return found
}
