import type { Dispatcher } from 'undici'
import { now } from './clock.ts'
import { type Credentials, canonicalQuery, type Signer } from './sigv4.ts'

/** Where invocations go. */
export type Location = {
  readonly origin: URL
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** AWS takes a signature for 5 minutes; within this time an event is signed once. */
const REUSED_FOR = 10_000

export type SignedRequests = {
  /** An invocation as undici takes it, signed now or not long ago. */
  readonly requestFor: (event: string, credentials: Credentials) => Dispatcher.DispatchOptions
  /** Signs these events now, so that none of them needs it for a while. */
  readonly getReady: (events: readonly string[], credentials: Credentials) => void
}

/** A burst sends one event many times, and has neither the time to sign nor the memory to hold each. */
export function makeSignedRequests(
  { origin, path, query }: Location,
  sign: Signer,
): SignedRequests {
  const fullPath = Object.keys(query).length === 0 ? path : `${path}?${canonicalQuery(query)}`
  const base = {
    'content-type': 'application/json',
    host: origin.host,
    'x-amz-invocation-type': 'RequestResponse',
  }
  let known = new Map<string, Dispatcher.DispatchOptions>()
  let staleAt = 0

  function forget(): void {
    known = new Map()
    staleAt = now() + REUSED_FOR
  }

  function requestFor(event: string, credentials: Credentials): Dispatcher.DispatchOptions {
    if (now() >= staleAt) forget()
    let request = known.get(event)
    if (request === undefined) {
      const body = Buffer.from(event)
      const signed = { ...base, 'content-length': String(body.length) }
      const added = sign(
        { method: 'POST', path, query, headers: signed, body: event },
        credentials,
        new Date(),
      )
      // undici writes `host` itself; given one, it takes an open connection for another server's.
      const { host, ...headers } = { ...signed, ...added, 'user-agent': 'lambda-cold-start-gate' }
      request = { method: 'POST', path: fullPath, headers: Object.entries(headers).flat(), body }
      known.set(event, request)
    }
    return request
  }

  return {
    requestFor,
    getReady: (events, credentials) => {
      forget()
      for (const event of events) requestFor(event, credentials)
    },
  }
}
