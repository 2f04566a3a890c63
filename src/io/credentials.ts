import type { EpochMs } from '../units.ts'
import { now } from './clock.ts'
import type { Credentials } from './sigv4.ts'

/** Credentials that a request need not wait for. */
export type CredentialStore = {
  /** Undefined when there are none yet, or none that are still good. */
  readonly current: () => Credentials | undefined
  /** Asks the provider. */
  readonly renew: () => Promise<Credentials>
}

type Expiring = Credentials & { readonly expiration?: Date | undefined }

/** The SDK's provider renews what expires within 5 minutes, and remembers the rest. */
const ASK_AGAIN = 30_000

/** Asks the provider now and then, beside the requests, so that none of them waits for it. */
export function makeCredentialStore(
  provide: () => Promise<Expiring>,
  clock: () => EpochMs = now,
): CredentialStore {
  let known: Expiring | undefined
  let askAt = 0
  const renew = async (): Promise<Credentials> => {
    askAt = clock() + ASK_AGAIN
    known = await provide()
    return known
  }
  return {
    current: () => {
      if (known?.expiration !== undefined && known.expiration.getTime() <= clock()) return undefined
      // What fails beside a request fails again, with its reason, when it is needed.
      if (known !== undefined && clock() >= askAt) renew().catch(() => undefined)
      return known
    },
    renew,
  }
}
