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
  readonly wilson: readonly (Proportion & Bounds & { readonly z: number })[]
  readonly newcombe: readonly (Bounds & {
    readonly baseline: Proportion
    readonly candidate: Proportion
    readonly z: number
  })[]
  readonly twoSamples: Sides & {
    readonly mannWhitneyZ: number
    readonly hodgesLehmannOfLogs: readonly (Bounds & {
      readonly confidence: number
      readonly estimate: number
    })[]
    /** Both by p from 0 to 1. */
    readonly harrellDavisOfBaseline: Readonly<Record<string, number>>
    readonly maritzJarrettOfBaselineLogs: Readonly<Record<string, number>>
  }
  readonly mannWhitneyWithTies: readonly (Sides & { readonly z: number })[]
  readonly harrellDavis: readonly {
    readonly values: readonly number[]
    readonly p: number
    readonly expected: number
  }[]
  readonly kaplanMeier: readonly {
    readonly name: string
    readonly values: readonly number[]
    /** Indices of the censored ones. */
    readonly censored: readonly number[]
    readonly p: readonly number[]
    readonly expected: readonly (number | null)[]
  }[]
  readonly spend: readonly {
    readonly looks: readonly number[]
    readonly total: number
    readonly expected: readonly number[]
  }[]
  readonly exactBoundaries: readonly {
    readonly looks: readonly number[]
    readonly theta0: number
    readonly alpha: number
    readonly pass: readonly number[]
    readonly fail: readonly number[]
  }[]
  readonly upperLimit: {
    readonly ms: readonly number[]
    readonly ratio: number
    readonly expectedMs: number
  }
  /** Rounds of logarithms. */
  readonly shift: readonly {
    readonly name: string
    readonly noise: { readonly sd: number; readonly isRedrawn: boolean }
    readonly rounds: readonly Sides[]
    readonly estimate: number
    readonly error: number
  }[]
  /** Milliseconds, one row a round. */
  readonly gateRelative: readonly {
    readonly name: string
    readonly verdict: 'pass' | 'fail'
    readonly rounds: number
    readonly estimate: number
    readonly error: number
    readonly baseline: readonly (readonly number[])[]
    readonly candidate: readonly (readonly number[])[]
  }[]
}

type Proportion = { readonly k: number; readonly n: number }
type Sides = { readonly baseline: readonly number[]; readonly candidate: readonly number[] }
type Bounds = { readonly low: number; readonly high: number }

const path = new URL('vectors.json', import.meta.url)
export const vectors: Vectors = JSON.parse(readFileSync(path, 'utf8'))
