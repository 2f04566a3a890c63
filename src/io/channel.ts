import type { Dispatcher } from 'undici'
import type { Ms } from '../units.ts'
import { now } from './clock.ts'
import { type Exchange, makeConnections } from './connections.ts'
import { makeCredentialStore } from './credentials.ts'
import type { Location } from './locate.ts'
import { makeSignedRequests } from './signed-requests.ts'
import type { Credentials } from './sigv4.ts'

/** Requests to one place over own connections. */
export type Channel = {
  /**
   * Opens connections (TCP and TLS) until that many are free; never rejects.
   *
   * @param ahead bodies that will be sent as soon as this is done, to sign them before.
   */
  readonly open: (count: number, ahead: readonly string[]) => Promise<void>
  /**
   * Sends a request once, before it returns where a connection is free and credentials are known.
   *
   * @param onRefused there are no credentials, so nothing was sent; nothing else will be called.
   * @param more headers of this request alone, names and values in turn; they are not signed.
   */
  readonly send: (
    body: string,
    exchange: Exchange,
    onRefused: (error: unknown) => void,
    more?: readonly string[],
  ) => void
  readonly close: () => Promise<void>
}

/** A place, and what every request to it is like. */
export type Requests = Location & {
  readonly method: Dispatcher.HttpMethod
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** What of an SDK's client goes into own requests, so that both behave alike. */
export type SdkConfig = {
  readonly credentials: () => Promise<Credentials & { readonly expiration?: Date | undefined }>
  /** What the service's clock is ahead of ours, as its answers showed. */
  readonly systemClockOffset: Ms
}

/**
 * Signed requests without the SDK, which would queue beyond 50 sockets, retry unseen, and spend more
 * CPU on a request than a burst leaves.
 *
 * @param requests their headers are signed.
 * @param timeout for one answer.
 */
export function openChannel(
  { origin, path, query, method, headers }: Requests,
  { service, region }: { readonly service: string; readonly region: string },
  config: SdkConfig,
  timeout: Ms,
): Channel {
  const credentials = makeCredentialStore(() => config.credentials())
  const { requestFor, getReady } = makeSignedRequests(
    { service, region, method, path, query, headers: { ...headers, host: origin.host } },
    () => now() + config.systemClockOffset,
  )
  const connections = makeConnections(origin, timeout)
  return {
    open: async (count, ahead) => {
      // A provider that fails fails again, with its reason, when a request needs it.
      const renewing = credentials.renew().catch(() => undefined)
      const [known] = await Promise.all([renewing, connections.open(count)])
      if (known !== undefined) getReady(ahead, known)
    },
    // In a burst, what waits here for as much as a microtask waits for all the others to be asked.
    send: (body, exchange, onRefused, more) => {
      const dispatch = (signedBy: Credentials): void =>
        connections.dispatch(withHeaders(requestFor(body, signedBy), more), exchange)
      const known = credentials.current()
      if (known !== undefined) dispatch(known)
      else credentials.renew().then(dispatch).catch(onRefused)
    },
    close: connections.close,
  }
}

/** The same without a signature. */
export function openUnsigned(
  { origin, path, method, headers }: Omit<Requests, 'query'>,
  timeout: Ms,
): Channel {
  const connections = makeConnections(origin, timeout)
  const sent = Object.entries(headers).flat()
  return {
    open: (count) => connections.open(count),
    send: (body, exchange, _, more) => {
      const request = { method, path, headers: sent, body }
      connections.dispatch(withHeaders(request, more), exchange)
    },
    close: connections.close,
  }
}

function withHeaders(
  request: Dispatcher.DispatchOptions,
  more: readonly string[] | undefined,
): Dispatcher.DispatchOptions {
  if (more === undefined) return request
  const headers = [...((request.headers ?? []) as readonly string[]), ...more]
  // undici closes the connection after a HEAD otherwise, and the next request would wait for another.
  return { ...request, headers, reset: false }
}
