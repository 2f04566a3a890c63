import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BurstSeen, Cost } from '../figures.ts'
import { makeEvents } from '../job.ts'
import type { Peer, PeerLoad, Target } from '../peers/peer.ts'
import type { FoundPeer } from './find-peers.ts'
import { processFigures } from './machine.ts'
import { type Bench, SESSION_TOKEN } from './run-client.ts'

/** For its code to be warm and every connection to be open: that many calls, and then that long. */
const WARM_UP = 3_000
const SETTLE = 1_000
const POLL = 25
/** Locust needs half a minute to connect 1,000 users. */
const LONGEST_START = 60_000
/** Shorter, where a peer may not get going at all. */
const START_OF_LOAD = 20_000

/** What a call costs a tool in steady state, without its start; undefined when it never got there. */
export async function runPeer(
  bench: Bench,
  found: FoundPeer,
  inFlight: number,
  window: number,
): Promise<Cost | undefined> {
  await bench.untilIdle()
  return await withPeer(bench, found, { inFlight, burst: false }, 0, async ({ pid = 0 }) => {
    if (!(await hasArrived(bench, WARM_UP, START_OF_LOAD))) return undefined
    await sleep(SETTLE)
    const before = processFigures(pid)
    await bench.server.begin()
    await sleep(window)
    const { count } = await bench.server.read()
    const after = processFigures(pid)
    if (before === undefined || after === undefined || count === 0) return undefined
    return {
      cpuUs: (1000 * (after.cpuMs - before.cpuMs)) / count,
      perSecond: count / (window / 1000),
      rssMB: after.rssMB,
      otherLoad: undefined,
    }
  })
}

/** A cold burst; undefined when not all of it arrived. */
export async function runPeerBurst(
  bench: Bench,
  found: FoundPeer,
  inFlight: number,
  hold: number,
): Promise<BurstSeen | undefined> {
  await bench.untilIdle()
  return await withPeer(bench, found, { inFlight, burst: true }, hold, async () => {
    if (!(await hasArrived(bench, inFlight, LONGEST_START))) return undefined
    const { first = Number.NaN, last = Number.NaN } = await bench.server.read()
    return { spread: last - first }
  })
}

async function withPeer<T>(
  { server, directory }: Bench,
  { peer, program }: FoundPeer,
  load: PeerLoad,
  hold: number,
  watch: (child: ChildProcess) => Promise<T>,
): Promise<T> {
  await server.begin()
  const target = makeTarget(server.url, hold)
  const child = spawn(program, makeArgs(peer, target, load, directory), {
    cwd: directory,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: directory },
  })
  const ended = once(child, 'exit')
  try {
    return await watch(child)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

function makeArgs(
  peer: Peer,
  target: Target,
  load: PeerLoad,
  directory: string,
): readonly string[] {
  const script = peer.script?.(target, load)
  if (script === undefined) return peer.args(target, load, '')
  const path = join(directory, script.name)
  writeFileSync(path, script.text)
  return peer.args(target, load, path)
}

function makeTarget(origin: string, hold: number): Target {
  const scope = 'ASIABENCH00000000001/20261122/us-east-1/lambda/aws4_request'
  const signed = 'content-length;content-type;host;x-amz-date;x-amz-invocation-type'
  return {
    url: `${origin}/2015-03-31/functions/hold-${hold}/invocations`,
    headers: {
      'content-type': 'application/json',
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-date': '20261122T120000Z',
      'x-amz-security-token': SESSION_TOKEN,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signed}, Signature=${'0'.repeat(64)}`,
    },
    body: makeEvents(1)[0],
  }
}

async function hasArrived({ server }: Bench, count: number, longest: number): Promise<boolean> {
  for (const until = Date.now() + longest; Date.now() < until; await sleep(POLL)) {
    if ((await server.read()).count >= count) return true
  }
  return false
}
