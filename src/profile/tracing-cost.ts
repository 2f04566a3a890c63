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
  const slower =
    candidate.init === null || measured === null
      ? ''
      : ` Timing them is work, too: init was ${formatTime(candidate.init)} there, and ${formatTime(measured)} (p50) where it was measured.`
  return [
    `Medians of ${describeWave(candidate)}${baseline === null ? '' : ` and of ${describeWave(baseline)} of the baseline`}, which count nowhere else.${slower}`,
    ...(baseline === null
      ? []
      : [
          'A change is told where every environment of one side took longer than each of the other, by at least 10 ms and 5 %.',
        ]),
    ...describeGaps(candidate),
  ]
}

function describeWave({ counts }: SideProfile): string {
  return `${formatCount(counts.profiled, 'environment')} from ${formatCount(counts.sent, 'request')}`
}

function describeGaps({ lines }: SideProfile): readonly string[] {
  const { read, orphans, unreadable } = lines
  if (orphans + unreadable === 0) return []
  return [
    `Of ${formatThousands(read + unreadable)} log lines, ${formatThousands(unreadable)} were cut off and ${formatThousands(orphans)} stood below one that is missing.`,
  ]
}
