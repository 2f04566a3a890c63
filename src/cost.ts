import type { MB, Ms, Usd } from './units.ts'

/** What the invocations cost, at list prices of us-east-1. */
export type Cost = { readonly usd: Usd; readonly gbSeconds: number }

export type Size = { readonly memoryMB: MB; readonly architecture: string }

/** Source: aws.amazon.com/lambda/pricing, first tier; INIT is billed like Duration since 2025-08-01. */
const USD_PER_GB_SECOND = { x86_64: 0.0000166667, arm64: 0.0000133334 } as const
const USD_PER_REQUEST = 0.2e-6

export function costOf(requests: number, billed: Ms, { memoryMB, architecture }: Size): Cost {
  const gbSeconds = (billed / 1000) * (memoryMB / 1024)
  const price = USD_PER_GB_SECOND[architecture === 'arm64' ? 'arm64' : 'x86_64']
  return { usd: gbSeconds * price + requests * USD_PER_REQUEST, gbSeconds }
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
