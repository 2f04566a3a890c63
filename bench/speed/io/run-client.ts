import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClientRun, Job, Measured } from '../job.ts'
import type { FarServer } from './far-server.ts'
import { busyMs } from './machine.ts'
import { monotonic } from './monotonic.ts'

const run = promisify(execFile)

/** Everything that the runs share. */
export type Bench = {
  readonly server: FarServer
  /** Of the bundled programs, and of what tools need to be given as files. */
  readonly directory: string
  /** Before each run. */
  readonly untilIdle: () => Promise<void>
}

/** A session token as long as a role's. */
export const SESSION_TOKEN = 'bench'.repeat(140)

/** Runs a bundled program with nothing but the server and fake credentials in its environment. */
export async function runProgram(
  { server, directory }: Bench,
  name: string,
  args: readonly string[],
): Promise<unknown> {
  const { stdout } = await run(process.execPath, [join(directory, `${name}.mjs`), ...args], {
    env: {
      PATH: process.env.PATH,
      // No profile of the user may have a say.
      HOME: directory,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'ASIABENCH00000000001',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_SESSION_TOKEN: SESSION_TOKEN,
      AWS_ENDPOINT_URL_LAMBDA: server.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.logUrl,
      NODE_EXTRA_CA_CERTS: server.caFile,
    },
    maxBuffer: 1e8,
  })
  return JSON.parse(stdout)
}

/** Performs a job in a process of its own, on a machine as idle as it can be had. */
export async function runJob(bench: Bench, job: Job): Promise<Measured> {
  await bench.untilIdle()
  await bench.server.begin()
  const before = { busy: busyMs(), at: monotonic(), own: ownMs() }
  const seen = (await runProgram(bench, 'client', [JSON.stringify(job)])) as ClientRun
  const after = { busy: busyMs(), at: monotonic(), own: ownMs() }
  const { count, first = Number.NaN, last = Number.NaN, cpuMs } = await bench.server.read()
  const known = seen.totalCpuMs + cpuMs + after.own - before.own
  return {
    ...seen,
    firstArrival: first - seen.startedAt,
    lastArrival: last - seen.startedAt,
    arrivals: count,
    otherLoad:
      before.busy === undefined || after.busy === undefined
        ? undefined
        : Math.max(0, after.busy - before.busy - known) / (after.at - before.at),
  }
}

function ownMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
