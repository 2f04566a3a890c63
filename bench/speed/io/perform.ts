import { parseLoadPlan } from '../../../src/config/load-plan.ts'
import { now, sleepUntil } from '../../../src/io/clock.ts'
import { drive } from '../../../src/load/drive.ts'
import type { Invocation } from '../../../src/load/invocation.ts'
import { MAX_IN_FLIGHT, startLoad } from '../../../src/load/send.ts'
import { type ClientRun, type Job, makeEvents } from '../job.ts'
import { quantilesOf } from '../median.ts'
import { type OpenClient, openClient } from './clients.ts'
import { toMonotonic } from './monotonic.ts'

/** Drives a job's plans with the product's own driver, whichever client sends. */
export async function perform({ client: name, ...job }: Job): Promise<ClientRun> {
  const client = await openClient(name, job.hold)
  const events = makeEvents(job.events)
  if (job.warmUp !== undefined) await runPlan(job.warmUp, client, events)
  const cpu = process.cpuUsage()
  const { invocations, calledAt } = await runPlan(job.plan, client, events)
  const { user, system } = process.cpuUsage(cpu)
  const total = process.cpuUsage()
  // Arrivals are called in the order in which they were wanted.
  const intended = invocations.map(({ intendedAt }) => intendedAt).sort((a, b) => a - b)
  const startedAt = intended[0] ?? now()
  const failed = invocations.filter(({ answer }) => answer.kind !== 'answered')
  const fromWrite = invocations.flatMap(({ latency, clientDelay }) =>
    clientDelay === null ? [] : [latency - clientDelay - job.hold],
  )
  const endedAt = invocations.reduce((last, one) => Math.max(last, one.intendedAt + one.latency), 0)
  await client.close()
  return {
    startedAt: toMonotonic(startedAt),
    sent: invocations.length,
    errors: failed.length,
    firstError: reasonOf(failed[0]),
    duration: endedAt - startedAt,
    cpuMs: (user + system) / 1000,
    totalCpuMs: (total.user + total.system) / 1000,
    rssMB: process.resourceUsage().maxRSS / 1024,
    added: quantilesOf(invocations.map(({ latency }) => latency - job.hold)),
    addedFromWrite: fromWrite.length === 0 ? undefined : quantilesOf(fromWrite),
    lateness: quantilesOf(calledAt.map((at, index) => at - (intended[index] ?? at))),
  }
}

async function runPlan(
  text: string,
  { connect, invoke }: OpenClient,
  events: readonly [string, ...string[]],
): Promise<{ readonly invocations: readonly Invocation[]; readonly calledAt: readonly number[] }> {
  const { plan, problems } = parseLoadPlan(text)
  if (plan === undefined) throw new Error(problems.join('\n'))
  const invocations: Invocation[] = []
  const calledAt: number[] = []
  await drive(
    plan,
    events,
    {
      spent: () => undefined,
      stop: new AbortController().signal,
      mostInFlight: { candidate: MAX_IN_FLIGHT, baseline: MAX_IN_FLIGHT },
    },
    {
      now,
      sleepUntil,
      random: Math.random,
      candidate: {
        connect,
        invoke: (event) => {
          calledAt.push(now())
          return invoke(event)
        },
        recycle: undefined,
      },
      baseline: undefined,
      sidesShareEnvironments: false,
    },
    startLoad(),
    { record: (invocation) => void invocations.push(invocation), isDecided: async () => false },
  )
  return { invocations, calledAt }
}

function reasonOf(invocation: Invocation | undefined): string | undefined {
  const answer = invocation?.answer
  return answer === undefined || answer.kind === 'answered' ? undefined : answer.reason
}
