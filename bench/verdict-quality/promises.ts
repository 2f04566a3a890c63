import type { AbsoluteResult } from './absolute.ts'
import type { Result } from './score.ts'

export const MOST_FALSE_ALARMS = 0.01
export const LEAST_POWER = 0.95
/** Noise tables on which the power is promised; elsewhere the answer may be "inconclusive". */
export const POWER_PROMISED = ['ml-container', 'zip'] as const
/** 5 % and what the discreteness of counts may add. */
export const MOST_WRONG_ABSOLUTE = 0.055

export type Checked = {
  readonly promise: string
  readonly isKept: boolean
  /** What was measured, also when it is kept. */
  readonly seen: string
}

export function checkPromises(
  results: readonly Result[],
  absolute: readonly AbsoluteResult[],
): readonly Checked[] {
  const ours = results.filter(({ setting }) => setting === 'ours')
  return [
    checkEach(
      `at most ${percent(MOST_FALSE_ALARMS)} false alarms`,
      ours.map((result) => [result.noise, alarms(result)]),
      (share) => share <= MOST_FALSE_ALARMS,
    ),
    checkEach(
      `+10 % is caught in at least ${percent(LEAST_POWER)}`,
      ours
        .filter(({ noise }) => POWER_PROMISED.some((name) => name === noise))
        .map((result) => [result.noise, power(result)]),
      (share) => share >= LEAST_POWER,
    ),
    checkPeers(ours, results),
    checkEach(
      `the absolute rule is wrong at its limit in at most ${percent(MOST_WRONG_ABSOLUTE)}`,
      absolute
        .filter(({ isOurs }) => isOurs)
        .flatMap(({ name, pass, fail }): readonly Named[] => [
          [`pass, ${name}`, pass],
          [`fail, ${name}`, fail],
        ]),
      (share) => share <= MOST_WRONG_ABSOLUTE,
    ),
  ]
}

type Named = readonly [string, number]

/** A promise about nothing is broken: it would be kept for the wrong reason. */
function checkEach(
  promise: string,
  shares: readonly Named[],
  isGood: (share: number) => boolean,
): Checked {
  return {
    promise,
    isKept: shares.length > 0 && shares.every(([, share]) => isGood(share)),
    seen: shares.map(([name, share]) => `${name} ${percent(share)}`).join('; '),
  }
}

/** On the runs that we measure, no peer is as good in both figures and better in one. */
function checkPeers(ours: readonly Result[], results: readonly Result[]): Checked {
  const peers = results.filter(({ setting }) => setting === 'our rounds')
  const better = ours.flatMap((our) =>
    peers
      .filter((peer) => peer.noise === our.noise && isBetter(peer, our))
      .map((peer) => `${our.noise}: ${figures(peer)}, but ${figures(our)}`),
  )
  return {
    promise: 'no other rule has as few false alarms and as much power on the same rounds',
    isKept: ours.length > 0 && peers.length > 0 && better.length === 0,
    seen: better.length === 0 ? `${peers.length} compared` : better.join('; '),
  }
}

function isBetter(peer: Result, our: Result): boolean {
  const asGood = alarms(peer) <= alarms(our) && power(peer) >= power(our)
  return asGood && (alarms(peer) < alarms(our) || power(peer) > power(our))
}

function alarms({ scores }: Result): number {
  return scores.unchanged.fail
}

function power({ scores }: Result): number {
  return scores.slower10.fail
}

function figures(result: Result): string {
  return `${result.name} ${percent(alarms(result))} and ${percent(power(result))}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2).replace(/\.?0+$/, '')} %`
}
