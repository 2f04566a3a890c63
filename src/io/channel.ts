import type { Ms } from '../units.ts'
import { now } from './clock.ts'
import { type Exchange, makeConnections } from './connections.ts'
import { makeCredentialStore } from './credentials.ts'
import type { Location } from './locate.ts'
import { makeSignedRequests } from './signed-requests.ts'
import type { Credentials } from './sigv4.ts'

/** Signed requests to one place over own connections. */
export type Channel = {
  /**
   * Opens connections (TCP and TLS) until that many are free; never rejects.
   *
   * @param ahead bodies that will be sent as soon as this is done, to sign them before.
   */
  readonly open: (count: number, ahead: readonly string[]) => Promise<void>
  /**
   * Sends a POST once, before it returns where a connection is free and credentials are known.
   *
   * @param onRefused there are no credentials, so nothing was sent; nothing else will be called.
   */
  readonly send: (body: string, exchange: Exchange, onRefused: (error: unknown) => void) => void
  readonly close: () => Promise<void>
}

/** What of an SDK's client goes into own requests, so that both behave alike. */
export type SdkConfig = {
  readonly credentials: () => Promise<Credentials & { readonly expiration?: Date | undefined }>
  /** What the service's clock is ahead of ours, as its answers showed. */
  readonly systemClockOffset: Ms
}

/**
 * Requests without the SDK, which would queue beyond 50 sockets, retry unseen, and spend more CPU on
 * a request than a burst leaves.
 *
 * @param headers by name in lower case.
 * @param timeout for one answer.
 */
export function openChannel(
  { origin, path, query }: Location,
  { service, region }: { readonly service: string; readonly region: string },
  headers: Readonly<Record<string, string>>,
  config: SdkConfig,
  timeout: Ms,
): Channel {
  const credentials = makeCredentialStore(() => config.credentials())
  const { requestFor, getReady } = makeSignedRequests(
    { service, region, method: 'POST', path, query, headers: { ...headers, host: origin.host } },
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
    send: (body, exchange, onRefused) => {
      const known = credentials.current()
      if (known !== undefined) connections.dispatch(requestFor(body, known), exchange)
      else {
        credentials
          .renew()
          .then((renewed) => connections.dispatch(requestFor(body, renewed), exchange))
          .catch(onRefused)
      }
    },
    close: connections.close,
  }
}
