import type { Ms } from '../units.ts'
import type { Value } from '../verdict/summary.ts'
import { spread } from './choose.ts'

/** Up to `x`, the share `y` of the starts had ended. */
export type Point = { readonly x: Ms; readonly y: number }

const MOST = 400

/**
 * The share of values up to each one. Values that are only "at least" end no step, and those above
 * them count for what such a one may be: Kaplan and Meier's estimate (1958), which is the ordinary
 * share where no value is cut off.
 *
 * @param sorted ascending, among equal figures the exact ones first.
 */
export function makeEcdf(sorted: readonly Value[]): readonly Point[] {
  let surviving = 1
  const points: Point[] = []
  for (const [i, { value, censored }] of sorted.entries()) {
    if (censored) continue
    surviving *= 1 - 1 / (sorted.length - i)
    const point = { x: value, y: 1 - surviving }
    if (points.at(-1)?.x === value) points.pop()
    points.push(point)
  }
  return spread(points, MOST)
}
