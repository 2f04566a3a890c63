import { pricesFor, USD_PER_GB_SECOND_OF_STORAGE } from './prices.ts'
import type { MB, Ms, Usd } from './units.ts'

/** What the invocations cost, at list prices (`pricesFor`). */
export type Cost = { readonly usd: Usd; readonly gbSeconds: number }

/** What the price of a function's time depends on. */
export type Size = {
  readonly memoryMB: MB
  readonly architecture: string
  /** Tells the region; without it the prices are those of us-east-1. */
  readonly arn?: string | undefined
  /** Absent: what every function has for nothing. */
  readonly ephemeralMB?: MB | undefined
}

const FREE_EPHEMERAL_MB: MB = 512

/** @param billed INIT is in it: it is billed like Duration since 2025-08-01. */
export function costOf(requests: number, billed: Ms, size: Size): Cost {
  const { memoryMB, architecture, arn, ephemeralMB = FREE_EPHEMERAL_MB } = size
  const prices = pricesFor(arn)
  const seconds = billed / 1000
  const gbSeconds = seconds * (memoryMB / 1024)
  const price = prices.perGbSecond[architecture === 'arm64' ? 'arm64' : 'x86_64']
  const storageGb = Math.max(0, ephemeralMB - FREE_EPHEMERAL_MB) / 1024
  const storage = seconds * storageGb * USD_PER_GB_SECOND_OF_STORAGE
  return { usd: gbSeconds * price + requests * prices.perRequest + storage, gbSeconds }
}

/** Whole milliseconds add up exactly, in any order; prices do not. */
export type Billed = { readonly requests: number; readonly billed: Ms }

/** @param size undefined when nothing is known of the function: then it is not counted. */
export function costOfSide({ requests, billed }: Billed, size: Size | undefined): Cost {
  return size === undefined ? { usd: 0, gbSeconds: 0 } : costOf(requests, billed, size)
}

export function addCosts(a: Cost, b: Cost): Cost {
  return { usd: a.usd + b.usd, gbSeconds: a.gbSeconds + b.gbSeconds }
}
