import type { ScaleOptionsByType } from 'chart.js'
import type { Ms } from '../../units.ts'
import type { Colours } from './colours.ts'

type Axis = Partial<ScaleOptionsByType<'linear' | 'logarithmic'>>

/** "250 ms", "2.5 s": round values, so no more digits than they need. */
export function formatTick(ms: Ms): string {
  return Math.abs(ms) < 1000
    ? `${Number(ms.toPrecision(6))} ms`
    : `${Number((ms / 1000).toPrecision(6))} s`
}

export function timeAxis(title: string, colours: Colours, isLogarithmic = false): object {
  return {
    ...plainAxis(title, colours),
    type: isLogarithmic ? 'logarithmic' : 'linear',
    beginAtZero: !isLogarithmic,
    ticks: {
      color: colours.quiet,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: (value: string | number) =>
        isRound(Number(value), isLogarithmic) ? formatTick(Number(value)) : '',
    },
  } satisfies Axis | object
}

export function countAxis(title: string, colours: Colours): object {
  return {
    ...plainAxis(title, colours),
    beginAtZero: true,
    ticks: { color: colours.quiet, precision: 0 },
  }
}

export function plainAxis(title: string, colours: Colours): object {
  return {
    title: { display: true, text: title, color: colours.quiet },
    grid: { color: colours.line },
    border: { color: colours.line },
    ticks: { color: colours.quiet, maxRotation: 0, autoSkipPadding: 12 },
  }
}

/** A logarithmic axis has ticks at each digit, which would print over each other. */
function isRound(value: number, isLogarithmic: boolean): boolean {
  if (!isLogarithmic) return true
  const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9)
  return [1, 2, 5].some((round) => Math.abs(digit - round) < 1e-6)
}
