import { formatCount, formatThousands, formatTime } from '../units.ts'
import type { ClassSummaries } from '../verdict/summary.ts'
import type { ImportProfile } from './import-profile.ts'
import type { SideProfile } from './side-profile.ts'

/** How the imports were timed, each one sentence: from how much, and what the timing itself cost. */
export function describeTracing(
  { candidate, baseline }: ImportProfile,
  classes: ClassSummaries,
): readonly string[] {
  const measured = classes.cold.init?.p50 ?? null
  const times =
    candidate.init === null || measured === null
      ? ''
      : ` Timing takes time as well: with it, init was ${formatTime(candidate.init)}, without it ${formatTime(measured)} (p50).`
  return [
    `${describeWaves(candidate, baseline)}, whose requests count nowhere else.${times}`,
    ...(baseline === null
      ? []
      : [
          'A change is told where every environment of one side took longer than each of the other, by at least 10 ms and 5 %.',
        ]),
    ...describeGaps(candidate),
  ]
}

function describeWaves({ counts }: SideProfile, baseline: SideProfile | null): string {
  const own = formatCount(counts.profiled, 'environment')
  return baseline === null
    ? `Medians of ${own}`
    : `Medians of ${own}, and of ${baseline.counts.profiled} of the baseline`
}

function describeGaps({ lines }: SideProfile): readonly string[] {
  const { read, orphans, unreadable, mixed = 0 } = lines
  if (orphans + unreadable === 0) return []
  return [
    `Of ${formatThousands(read + unreadable)} log lines, ${formatThousands(unreadable)} were cut off and ${formatThousands(orphans)} stood below one that is missing.`,
    ...(mixed === 0
      ? []
      : [
          `In ${formatCount(mixed, 'environment')} another process, such as a helper that the code starts, printed its imports among the handler's, some of which are therefore not told.`,
        ]),
  ]
}
