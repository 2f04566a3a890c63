import type { Counts } from './summary.ts'

/** Every count is a number of things, so those of several runs add up. */
export function addCounts(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts): number => all.reduce((total, counts) => total + counts[name], 0)
  return {
    sent: sum('sent'),
    answered: sum('answered'),
    failed: sum('failed'),
    throttled: sum('throttled'),
    dropped: sum('dropped'),
    matched: sum('matched'),
    missing: sum('missing'),
    foreign: sum('foreign'),
    functionErrors: sum('functionErrors'),
    gaveUp: sum('gaveUp'),
    unreadable: sum('unreadable'),
  }
}
