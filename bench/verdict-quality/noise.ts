import type { Random } from './random.ts'

/** How cold starts of one kind of function scatter; the values and their sources: noise.json. */
export type Noise = {
  readonly name: string
  readonly source: string
  /** Spread (standard deviation of logs) between the medians of runs on different days. */
  readonly runSd: number
  readonly runSdSource: string
  /** Quantiles of log residuals at 0, 0.5, …, 100 %. */
  readonly quantiles: readonly number[]
}

export function parseNoise(json: string): readonly Noise[] {
  return JSON.parse(json) as readonly Noise[]
}

/** The quantile at a share between 0 and 1, by linear interpolation. */
export function residualAt({ quantiles }: Noise, share: number): number {
  const place = share * (quantiles.length - 1)
  const below = Math.min(Math.floor(place), quantiles.length - 2)
  const [low, high] = [quantiles[below] as number, quantiles[below + 1] as number]
  return low + (high - low) * (place - below)
}

export function drawResidual(random: Random, noise: Noise): number {
  return residualAt(noise, random())
}
