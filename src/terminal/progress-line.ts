import { oneLine } from '../report/escape.ts'
import type { Progress } from '../run/progress.ts'
import { formatCount, formatThousands, type Ms } from '../units.ts'
import { cutToWidth, widthOf } from './columns.ts'

const BAR = 10

/** The load as one line that is drawn again and again, never wider than the terminal. */
export function renderProgressLine(progress: Progress, columns: number): string {
  const { step, round, sent, planned, inFlight, cold, answered, matched, elapsed } = progress
  const whole = formatThousands
  const share = Math.min(1, planned === 0 ? 1 : sent / planned)
  const awaited = answered - matched
  const parts = [
    `${renderBar(share)} ${renderClock(elapsed)}`,
    `${whole(sent)}/${whole(planned)} sent`,
    `${whole(inFlight)} in flight`,
    `${whole(cold)} cold`,
    ...(awaited === 0 ? [] : [`${formatCount(awaited, 'line')} awaited`]),
    `${step.number}/${step.of} ${oneLine(step.text)}${round === null ? '' : `, round ${round}`}`,
  ]
  const line = parts.join(' · ')
  // A line as wide as the terminal would wrap in some of them.
  return widthOf(line) < columns ? line : `${cutToWidth(line, columns - 2)}…`
}

function renderBar(share: number): string {
  const full = Math.round(share * BAR)
  return '█'.repeat(full) + '░'.repeat(BAR - full)
}

/** "1:05". */
function renderClock(elapsed: Ms): string {
  const seconds = Math.floor(elapsed / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
