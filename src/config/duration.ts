import type { Ms } from '../units.ts'

/** A number that no input has; reckoning with it would end at infinity. */
export const TOO_LARGE = /(?<!\d|\d\.)\d{13}/

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
  if (found === null || TOO_LARGE.test(text)) return undefined
  return Number(found[1]) * UNITS[found[2] as keyof typeof UNITS]
}
