import { readFileSync } from 'node:fs'

/** Figures by numpy and scipy; README.md tells which. */
type Vectors = {
  readonly percentiles: readonly {
    readonly name: string
    readonly values: readonly number[]
    readonly p: readonly number[]
    readonly expected: readonly number[]
  }[]
  readonly mad: readonly { readonly values: readonly number[]; readonly expected: number }[]
  readonly meanBounds: readonly (Bounds & {
    readonly name: string
    readonly values: readonly number[]
    readonly alpha: number
  })[]
  readonly quantileType7: {
    readonly values: readonly number[]
    /** By p from 0 to 1. */
    readonly expected: Readonly<Record<string, number>>
  }
  readonly orderStatisticRanks: readonly {
    readonly n: number
    readonly p: number
    readonly alpha: number
    readonly lower: number | null
    readonly upper: number | null
  }[]
  readonly minimumForUpperBound: readonly {
    readonly p: number
    readonly conf: number
    readonly n: number
  }[]
  readonly clopperPearson: readonly {
    readonly k: number
    readonly n: number
    readonly alpha: number
    readonly lower: number
    readonly upper: number
  }[]
}

type Bounds = { readonly low: number; readonly high: number }

const path = new URL('vectors.json', import.meta.url)
export const vectors: Vectors = JSON.parse(readFileSync(path, 'utf8'))
