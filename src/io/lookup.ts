import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import type { Ms } from '../units.ts'
import { now } from './clock.ts'

/** Below the 60 s that AWS lets its endpoints' addresses be remembered. */
const REMEMBERED_FOR: Ms = 10_000

/**
 * Resolves a name once for many connections: a burst would ask thousands of times, and VPC's
 * resolver answers 1,024 packets a second. The addresses take turns, as they do for a resolver that
 * is asked again.
 *
 * @param resolve all addresses of a name, best first.
 */
export function makeLookup(
  resolve: (host: string) => Promise<readonly LookupAddress[]> = (host) =>
    lookup(host, { all: true }),
): LookupFunction {
  let known: Promise<readonly LookupAddress[]> | undefined
  let staleAt = 0
  let turn = 0
  return (host, options, callback) => {
    if (known === undefined || now() >= staleAt) {
      known = resolve(host)
      staleAt = now() + REMEMBERED_FOR
      known.catch(() => {
        known = undefined
      })
    }
    turn += 1
    const mine = turn
    known.then(
      (addresses) => {
        const all = takeTurns(addresses, mine)
        const [first] = all
        if (options.all) callback(null, all)
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }
}

/** Among the addresses of the best one's family, which the resolver prefers for a reason. */
function takeTurns(addresses: readonly LookupAddress[], turn: number): LookupAddress[] {
  const isBest = ({ family }: LookupAddress): boolean => family === addresses[0]?.family
  const best = addresses.filter(isBest)
  const start = best.length === 0 ? 0 : turn % best.length
  const others = addresses.filter((one) => !isBest(one))
  return [...best.slice(start), ...best.slice(0, start), ...others]
}
