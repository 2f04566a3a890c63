import type { Ms } from '../../units.ts'
import type { Colours } from './colours.ts'

/** "250 ms", "2.5 s": round values, so no more digits than they need. */
export function formatTick(ms: Ms): string {
  if (ms === 0) return '0'
  const [value, unit] = Math.abs(ms) < 1000 ? [ms, 'ms'] : [ms / 1000, 's']
  return `${Number(value.toPrecision(6))} ${unit}`
}

export function plainAxis(title: string, colours: Colours): object {
  return {
    type: 'linear',
    title: { display: true, text: title, color: colours.quiet },
    grid: { color: colours.line },
    border: { color: colours.line },
    ticks: ticksOf(colours),
  }
}

export function countAxis(title: string, colours: Colours): object {
  return {
    ...plainAxis(title, colours),
    beginAtZero: true,
    ticks: { ...ticksOf(colours), precision: 0 },
  }
}

/** @param format of a tick's value. */
export function valueAxis(
  title: string,
  colours: Colours,
  format: (value: number) => string,
): object {
  const callback = (value: string | number): string => format(Number(value))
  return { ...plainAxis(title, colours), ticks: { ...ticksOf(colours), callback } }
}

export function timeAxis(title: string, colours: Colours): object {
  return { ...valueAxis(title, colours, formatTick), beginAtZero: true }
}

/** Ticks at 1, 2 and 5 times a power of ten, from the last one below all values on. */
export function logarithmicAxis(title: string, colours: Colours, lowest: Ms, highest: Ms): object {
  const ticks = roundValues(lowest, highest)
  return {
    ...valueAxis(title, colours, formatTick),
    type: 'logarithmic',
    min: ticks[0],
    max: ticks.at(-1),
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map((value) => ({ value }))
    },
  }
}

function roundValues(lowest: number, highest: number): readonly number[] {
  const first = Math.floor(Math.log10(lowest))
  const last = Math.ceil(Math.log10(highest))
  const all = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).flatMap(
    (power) => [power, 2 * power, 5 * power],
  )
  const from = all.findLastIndex((value) => value <= lowest)
  const to = all.findIndex((value) => value >= highest)
  return all.slice(Math.max(0, from), to + 1)
}

function ticksOf({ quiet }: Colours): object {
  return { color: quiet, maxRotation: 0, autoSkipPadding: 12, includeBounds: false }
}
