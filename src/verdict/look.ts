/**
 * One judgement in a sequence of them at growing data. Every look may be wrong a little, so each
 * spends a part of the risk, and no look is free.
 */
export type Look = {
  /** Shares of all rounds that were run by each look so far, this one last; 1 at the last look. */
  readonly shares: readonly [number, ...number[]]
  /** How many values each look before this one had. */
  readonly sizes: readonly number[]
}

/** Data that is judged once has the whole risk for it. */
export const ONLY_LOOK: Look = { shares: [1], sizes: [] }

/** How far the sequence has come: 0 at its first look, 1 at its last. */
export function progressOf({ shares }: Look): number {
  const [first] = shares
  const now = shares.at(-1) ?? 1
  return first === 1 ? 1 : (now - first) / (1 - first)
}
