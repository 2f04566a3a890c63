import type { Usd } from './units.ts'

/** What Lambda charges in one region: on demand, first tier. */
export type Prices = {
  readonly region: string
  readonly perGbSecond: { readonly x86_64: Usd; readonly arm64: Usd }
  readonly perRequest: Usd
}

/**
 * Where it is not the price of us-east-1: per million GB-s of x86_64 and arm64, and per million
 * requests. China is billed in another currency, and GovCloud like us-east-1.
 * Source: the price list behind aws.amazon.com/lambda/pricing (offer AWSLambda), read in 2026.
 */
const DEARER: Readonly<Record<string, readonly [x86: Usd, arm: Usd, requests: Usd]>> = {
  'af-south-1': [22.1, 17.68, 0.27],
  'ap-east-1': [22.92, 18.3, 0.28],
  'eu-central-2': [18.3334, 14.6667, 0.22],
  'eu-south-1': [19.5172, 15.6138, 0.23],
  'il-central-1': [17.5, 14, 0.21],
  'me-central-1': [20.6667, 16.5334, 0.25],
  'me-south-1': [20.6667, 16.5334, 0.25],
}
const MOST_REGIONS = [16.6667, 13.3334, 0.2] as const

/** Each GB-s of ephemeral storage beyond the free part; by region $0.0309 to $0.0407 a million. */
export const USD_PER_GB_SECOND_OF_STORAGE: Usd = 0.0407e-6

/**
 * The prices for a function, by the region in its ARN; `region` tells whose they are: its own, or
 * us-east-1 where that has the same ones, or no other are known.
 */
export function pricesFor(arn: string | undefined): Prices {
  const region = arn?.split(':')[3] ?? ''
  const own = Object.hasOwn(DEARER, region) ? DEARER[region] : undefined
  const [x86, arm, requests] = own ?? MOST_REGIONS
  return {
    region: own === undefined ? 'us-east-1' : region,
    perGbSecond: { x86_64: x86 / 1e6, arm64: arm / 1e6 },
    perRequest: requests / 1e6,
  }
}
