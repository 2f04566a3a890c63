import type { EpochMs, Ms } from '../units.ts'

const NUMBER = /^\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/
/** No request takes a day: a longer time is two numbers run together, or another unit. */
const LONGEST: Ms = 86_400_000

/** @returns undefined for anything but a plain number from 0. */
export function readAmount(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

/** @returns undefined for what is no time that a request can take. */
export function readTime(text: string): Ms | undefined {
  const time = readAmount(text)
  return time !== undefined && time <= LONGEST ? time : undefined
}

const DATE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/

/** An ISO date, of which one without a zone is taken as UTC, or the time since 1970 in s, ms, µs or ns. */
export function readInstant(text: string): EpochMs | undefined {
  const epoch = readAmount(text)
  if (epoch !== undefined) return readEpoch(epoch)
  const date = DATE.exec(text)
  if (date === null) return undefined
  const iso = text.replace(' ', 'T').replace(',', '.')
  const at = Date.parse(date[1] === undefined ? `${iso}Z` : iso)
  return Number.isNaN(at) ? undefined : at
}

/** Until the year 5138 no two of the units have numbers of one size. */
function readEpoch(epoch: number): EpochMs | undefined {
  if (epoch < 1e8) return undefined
  if (epoch < 1e11) return epoch * 1e3
  if (epoch < 1e14) return epoch
  return epoch < 1e17 ? epoch / 1e3 : epoch / 1e6
}

/** Untrusted text in a message: one line, not too long, in quotes. */
export function quote(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return JSON.stringify(shown.replace(/[\u0085\u2028\u2029]/g, ' '))
}
