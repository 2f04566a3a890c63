/** Milliseconds: the only unit of time inside this program. */
export type Ms = number

/** Milliseconds since 1970-01-01 UTC, with a fraction. */
export type EpochMs = number

/** Mebibytes, as Lambda prints and configures them. */
export type MB = number

export type Usd = number

/** "88 ms" below a second, "1.23 s" from there on. */
export function formatTime(ms: Ms): string {
  return Math.abs(ms) < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

/** "≥ 29.0 s": what is known only to be at least this; rounded down, so that it stays true. */
export function formatAtLeast(ms: Ms): string {
  return ms < 1000 ? `≥ ${Math.floor(ms)} ms` : `≥ ${(Math.floor(ms / 100) / 10).toFixed(1)} s`
}

/** "0.4 ms" below 10 ms, where whole milliseconds would hide what differs; as usual from there on. */
export function formatShortTime(ms: Ms): string {
  return Math.abs(ms) < 9.95 ? `${Number(ms.toFixed(1))} ms` : formatTime(ms)
}

/** "29,161": whole numbers with thousands separated, as load testers print them. */
export function formatThousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** 0.1234 → "12.3 %", and 0.00023 → "0.023 %", which one decimal would hide. */
export function formatShare(share: number): string {
  const percent = share * 100
  return `${Number(percent !== 0 && percent < 0.1 ? percent.toPrecision(2) : percent.toFixed(1))} %`
}

/** 0.24 → "+24 %", −0.031 → "−3.1 %"; without a sign for a size. */
export function formatChange(change: number, isSigned: boolean): string {
  const percent = change * 100
  const digits = Math.abs(percent) < 9.95 ? 1 : 0
  const size = Number(Math.abs(percent).toFixed(digits))
  const sign = size === 0 || !isSigned ? '' : percent < 0 ? '−' : '+'
  return `${sign}${formatNumber(size)} %`
}

/** 0.05 → "+5 points": of a share, in percentage points. */
export function formatPoints(change: number): string {
  const text = formatChange(change, true)
  return text.replace('%', /^.1 /.test(text) ? 'point' : 'points')
}

function formatNumber(value: number): string {
  return value < 1000 ? String(value) : formatThousands(value)
}

/** "$0.11", and "$0.0004" where two decimals would read as free. */
export function formatUsd(usd: Usd): string {
  return usd !== 0 && usd < 0.01
    ? `$${usd.toLocaleString('en-US', { maximumSignificantDigits: 2 })}`
    : `$${usd.toFixed(2)}`
}

/** "2026-11-22 14:03 UTC". */
export function formatMinute(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC`
}

/** "1 cold start", "3 cold starts". */
export function formatCount(count: number, noun: string): string {
  return `${formatThousands(count)} ${noun}${count === 1 ? '' : 's'}`
}
