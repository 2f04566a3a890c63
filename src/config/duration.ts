import type { Ms } from '../units.ts'

/** The grammar's `D`, for use inside a larger pattern. */
export const DURATION = String.raw`\d+(?:\.\d+)? ?(?:ms|s|m)`

const UNITS = { ms: 1, s: 1000, m: 60_000 } as const

/**
 * `D := number ("ms" | "s" | "m")`, as in "500ms", "1.5s", "15m".
 *
 * @returns undefined for anything else; a number without a unit is ambiguous and therefore refused.
 */
export function parseDuration(text: string): Ms | undefined {
  const found = /^(\d+(?:\.\d+)?) ?(ms|s|m)$/.exec(text.trim())
  if (found === null) return undefined
  return Number(found[1]) * UNITS[found[2] as keyof typeof UNITS]
}
