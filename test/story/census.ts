import type { Behaviour } from './virtual-lambda.ts'

/** Between 0 and 1, fixed, and without a pattern that a histogram would show. */
export const spread = (i: number, seed: number): number =>
  ((Math.sin(i * 12.9898 + seed) * 43_758.5453) % 1) / 2 + 0.5

/** A classifier in an image of which the first twelve pulls come from far. */
export function census(
  changed: Partial<Behaviour> & { readonly slowdown?: number } = {},
): Behaviour {
  const { slowdown = 1, ...others } = changed
  return {
    far: 12,
    init: (i) => slowdown * (2_400 + 900 * spread(i, 1)),
    overhead: (i, isFar) => (isFar ? 21_000 + 5_000 * spread(i, 2) : 480 + 160 * spread(i, 3)),
    handler: (request) => 70 + 50 * spread(request, 4),
    ...others,
    facts: {
      codeSha256: '5f2b1c0e9a7d4836b1f0c2d3e4a59687786950a4e3d2c0f16384d7a9e0c1b2f5',
      packageType: 'Image',
      architecture: 'arm64',
      memoryMB: 3008,
      timeout: 60_000,
      ...others.facts,
    },
  }
}
