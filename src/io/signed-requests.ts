import type { Dispatcher } from 'undici'
import type { EpochMs } from '../units.ts'
import { type Credentials, canonicalQuery, makeSigner, type Place } from './sigv4.ts'

/** AWS takes a signature for 5 minutes; within this time an event is signed once. */
const REUSED_FOR = 10_000
/** A burst of all different events; of more than that, remembering costs more than signing. */
const MOST_REMEMBERED = 5_000

export const AGENT = ['user-agent', 'lambda-cold-start-gate'] as const

export type SignedRequests = {
  /** A request as undici takes it, signed now or not long ago. */
  readonly requestFor: (body: string, credentials: Credentials) => Dispatcher.DispatchOptions
  /** Signs these bodies now, so that none of them needs it for a while. */
  readonly getReady: (bodies: readonly string[], credentials: Credentials) => void
}

/**
 * A burst sends one event many times, and has neither the time to sign nor the memory to hold each.
 *
 * @param clock the time that the service has.
 */
export function makeSignedRequests(place: Place, clock: () => EpochMs): SignedRequests {
  const sign = makeSigner(place)
  const query = canonicalQuery(place.query)
  const path = query === '' ? place.path : `${place.path}?${query}`
  // undici writes `host` itself; given one, it takes an open connection for another server's.
  const sent = Object.entries(place.headers).filter(([name]) => name !== 'host')
  const agent = place.headers['user-agent'] === undefined ? AGENT : []
  const unsigned = [...sent.flat(), ...agent]
  let known = new Map<string, Dispatcher.DispatchOptions>()
  let staleAt = 0
  let signedWith: Credentials | undefined

  function forget(): void {
    known = new Map()
    staleAt = clock() + REUSED_FOR
  }

  function requestFor(body: string, credentials: Credentials): Dispatcher.DispatchOptions {
    const at = clock()
    if (at >= staleAt || credentials !== signedWith) forget()
    signedWith = credentials
    const remembered = known.get(body)
    if (remembered !== undefined) return remembered
    const headers = [...unsigned, ...sign(body, credentials, at)]
    const { method } = place
    const request = { method, path, headers, body: Buffer.from(body) }
    if (known.size < MOST_REMEMBERED) known.set(body, request)
    return request
  }

  return {
    requestFor,
    getReady: (bodies, credentials) => {
      forget()
      for (const body of bodies) requestFor(body, credentials)
    },
  }
}
